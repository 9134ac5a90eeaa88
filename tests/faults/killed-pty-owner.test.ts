import path from 'node:path';
import { expect, test } from 'vitest';
import { readAnnouncement } from '../../server/pty-owner/announcement.ts';
import { marksOf, outputOf, readCast } from '../server/recording/test-recordings.ts';
import { startServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';
import { countTo, eventsOf, makeHome, numbersIn, runOf } from './killed-home.ts';
import { openProcessPage, startCommand, waitForEnd } from './process-page.ts';

async function ownerOf(home: string): Promise<number> {
  const announced = await readAnnouncement(home);
  if (!announced) throw new Error('no owner is announced');
  return announced.pid;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a killed owner of the ptys: the shell ends with its jobs, the terminal says so and has a new one, everything recorded stays', async () => {
  await using home = await makeHome();
  await using server = await startServerProcess(home.path);
  using page = await openProcessPage(server);
  const kept = await waitForEnd(
    server,
    await startCommand(server, 'echo shell-$$; for i in $(seq 50); do echo line-$i; done'),
  );
  // What `nohup` says of itself would come in between the words of the shell.
  const id = await startCommand(server, 'nohup sleep 700 >/dev/null 2>&1 & echo job-$!; sleep 600');
  await page.waitForText('\njob-');
  const [job = 0] = numbersIn(page.bytes().toString(), '\\njob-');
  const killed = await ownerOf(home.path);
  process.kill(killed, 'SIGKILL');

  await page.waitForText('процесс терминалов аварийно завершился');
  expect(await waitForEnd(server, id)).toMatchObject({ state: 'lost' });
  const next = await waitForEnd(server, await startCommand(server, 'echo shell-$$'));
  expect(next.exitCode).toBe(0);
  expect(next.output).not.toBe(kept.output.split('\n')[0]);
  expect(await ownerOf(home.path)).not.toBe(killed);
  await waitFor('the job of the old shell to end', () => !isAlive(job));
  await page.waitForText(next.output);

  await server.end('SIGTERM');
  const run = await runOf(home.path);
  const cast = await readCast(path.join(run, 'recordings'));
  const text = outputOf(cast.events);
  expect(numbersIn(text, '\\nline-')).toEqual(countTo(50));
  expect(text).toContain('процесс терминалов аварийно завершился');
  expect(marksOf(cast.events).flatMap((mark) => (mark?.kind.startsWith('shell') ? [mark.kind] : []))).toEqual([
    'shell-started',
    'shell-ended',
    'shell-started',
    'shell-ended',
  ]);
  expect(eventsOf(run).filter(({ kind }) => kind === 'terminal-opened')).toHaveLength(2);
});

test('a server that is asked to end ends its shells and their owner', async () => {
  await using home = await makeHome();
  await using server = await startServerProcess(home.path);
  const { output } = await waitForEnd(
    server,
    await startCommand(server, 'nohup sleep 700 >/dev/null 2>&1 & echo shell-$$'),
  );
  const [shell = 0] = numbersIn(output, 'shell-');
  const owner = await ownerOf(home.path);
  expect([owner, shell].map(isAlive)).toEqual([true, true]);
  await server.end('SIGTERM');
  expect(server.child.exitCode).toBe(0);
  await waitFor('the owner to end', () => !isAlive(owner));
  expect(isAlive(shell)).toBe(false);
  expect(await readAnnouncement(home.path)).toBeNull();
});
