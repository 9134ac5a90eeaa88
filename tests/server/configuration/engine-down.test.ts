import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createRunningConfiguration } from '../../../server/configuration/running-configuration.ts';
import { createRun } from '../workspace/open-workspace.ts';

/** What the page is told of a real workspace while the engine behind `dockerHost` does not answer. */
async function lookWithout(run: Awaited<ReturnType<typeof createRun>>, dockerHost: string) {
  await using workspace = await run.open();
  await using configuration = createRunningConfiguration({
    project: 'ha-lab-nobody',
    environment: { PATH: process.env.PATH ?? '', HOME: run.home, DOCKER_HOST: dockerHost },
    workspace,
    journal: run.journal,
  });
  const report = await configuration.look();
  return { report, mistakes: await configuration.mistakes() };
}

function expectNothingClaimed({ report }: Awaited<ReturnType<typeof lookWithout>>): void {
  expect(report.problems[0]).toMatch(/^Docker Engine не отвечает: /);
  expect(report.files.map(({ path: name }) => name)).toContain('haproxy.cfg');
  for (const file of report.files) {
    expect(file.state).toBe('unknown');
    expect(file.reasons).toEqual([]);
    const claims = file.places.filter(({ kind }) => kind !== 'workspace').map(({ state }) => state);
    expect(claims).toEqual(claims.map(() => 'unknown'));
  }
}

test('an engine that is not there is told as such, and nothing is claimed of any file', async () => {
  await using run = await createRun();
  const seen = await lookWithout(run, `unix://${path.join(run.home, 'no.sock')}`);
  expect(seen.report.problems).not.toEqual([]);
  expectNothingClaimed(seen);
});

// Docker's own client may wait for the engine before it hands over to Compose: then that deadline is in it, twice.
test('an engine that takes the question and never answers is given up', async () => {
  await using run = await createRun();
  await using engine = await silentEngine(path.join(run.home, 'silent.sock'));
  const seen = await lookWithout(run, `unix://${engine.socket}`);
  expectNothingClaimed(seen);
  expect(seen.report.problems[0]).toContain('нет ответа за 3000 мс');
});

async function silentEngine(socket: string): Promise<AsyncDisposable & { readonly socket: string }> {
  const callers = new Set<Socket>();
  const server = createServer((caller) => callers.add(caller.on('error', () => callers.delete(caller))));
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    async [Symbol.asyncDispose]() {
      for (const caller of callers) caller.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
