import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { sendRaw } from '../raw-request.ts';
import { processToken as token, startServerProcess, type ServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';
import { copyBootstrap, runNode } from '../server/setup/bootstrap-copy.ts';

let home: string;
/** Programs that note how they were called instead of doing anything. */
let programs: string;
let server: ServerProcess;
let printed = '';

const noteProgram = '#!/bin/sh\n{ echo "$0 $*"; env; } >> "$(dirname "$0")/notes"\nexit 1\n';

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lab-secrets-'));
  programs = path.join(home, 'programs');
  await mkdir(programs);
  for (const name of ['docker', 'xdg-open']) await writeFile(path.join(programs, name), noteProgram, { mode: 0o755 });
  // Left open by somebody: a page that leads to the lab must not keep this mode.
  await writeFile(path.join(home, 'open.html'), 'old');
  await chmod(path.join(home, 'open.html'), 0o666);
  server = await startServerProcess(home, {
    PATH: `${programs}:${process.env.PATH ?? ''}`,
    DOCKER_HOST: `unix://${home}/no-engine.sock`,
    DISPLAY: ':0',
    LAB_OPEN: '1',
    CI: '',
  });
  server.child.stdout?.on('data', (chunk) => (printed += String(chunk))).resume();
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

const port = () => Number(new URL(String(server.url)).port);

async function ask(method: string, address: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${server.url}/api${address}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

async function runToEnd(command: string, interrupt = false): Promise<void> {
  const started = await ask('POST', '/terminals/main/commands', { command, interrupt });
  const { id } = parseRecord(started, 'command');
  await waitFor(`the end of ${command}`, async () => {
    return parseRecord(await ask('GET', `/commands/${parseString(id, 'id')}`), 'command').state === 'ended';
  });
}

/** Every process below another one, as the kernel has them. */
async function descendants(of: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const status = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(status)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found: number[] = [];
  const childrenOf = (process: number) =>
    [...parents].filter(([, parent]) => parent === process).map(([child]) => child);
  for (let wave = childrenOf(of); wave.length > 0; wave = wave.flatMap(childrenOf)) found.push(...wave);
  return found;
}

describe.runIf(process.platform === 'linux')('A11 the token', () => {
  test('stands in no command line, and in the environment of nothing that the server starts', async () => {
    const pid = server.child.pid ?? 0;
    await ask('POST', '/terminals/main/commands', { command: 'sleep 300 & sleep 301' });
    const children = await waitFor('the shell and its commands', async () => {
      const found = await descendants(pid);
      const lines = await Promise.all(found.map((each) => readFile(`/proc/${each}/cmdline`, 'utf8').catch(() => '')));
      // The last of them: what is typed from now on finds the shell at work and not at its start.
      return lines.some((line) => line.includes('301')) && found;
    });
    for (const process of [pid, ...children]) {
      expect(await readFile(`/proc/${process}/cmdline`, 'utf8')).not.toContain(token);
    }
    for (const child of children) expect(await readFile(`/proc/${child}/environ`, 'latin1')).not.toContain(token);
    await runToEnd('kill %1', true);
  });

  test('reaches neither Docker’s client nor the opener of the browser', async () => {
    await runToEnd('docker compose ps');
    await ask('GET', '/doctor');
    const notes = await waitFor('both programs to be called', async () => {
      const text = await readFile(path.join(programs, 'notes'), 'utf8');
      if (/docker compose ps/.test(text) && /xdg-open/.test(text)) return text;
      throw new Error(`called were: ${text.match(/^\/.*$/gm)?.join('; ') ?? 'none'}`);
    });
    expect(notes).toContain(`xdg-open file://${home}/open.html`);
    expect(notes.includes(token), 'the token in what they were given').toBe(false);
  });

  test('lies in files of their owner alone, and in no other of LAB_HOME', async () => {
    await runToEnd('env; echo done');
    await fetch(`${server.url}/api/recordings/main`, { headers: { Authorization: `Bearer ${token}` } });
    const entries = await readdir(home, { recursive: true, withFileTypes: true });
    const holders: string[] = [];
    for (const entry of entries.filter((candidate) => candidate.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      if ((await readFile(file, 'latin1')).includes(token)) holders.push(path.relative(home, file));
    }
    expect(holders.sort()).toEqual(['open.html', 'server.json']);
    await Promise.all(
      holders.map(async (name) => {
        const { mode } = await stat(path.join(home, name));
        expect((mode & 0o777).toString(8), name).toBe('600');
      }),
    );
  });

  test('is given by the bootstrap to the server alone: the doctor and what it starts go without', async () => {
    await using copy = await copyBootstrap();
    await copy.write('server/setup/doctor/main.ts', 'console.log(Object.values(process.env).join());');
    const { stdout, code } = await runNode(['server/setup/bootstrap.mjs', 'doctor'], copy.root, {
      ...process.env,
      LAB_TOKEN: token,
      LAB_OTHER: 'another setting',
    });
    expect([code, stdout.includes('another setting'), stdout.includes(token)]).toEqual([0, true, false]);
  });

  test('is in no answer, whatever is wrong with the request', async () => {
    const bearer = `Authorization: Bearer ${token}`;
    const host = `Host: 127.0.0.1:${port()}`;
    const requests: readonly (readonly string[])[] = [
      ['GET /api/nothing HTTP/1.1', host, bearer],
      [`GET /api/${token} HTTP/1.1`, host],
      [`GET /%ff?token=${token} HTTP/1.1`, host, bearer],
      ['GET /steps/nothing/ HTTP/1.1', host, bearer],
      ['GET /api/run HTTP/1.1', 'Host: evil.example', bearer],
      ['GET /api/run HTTP/1.1', host, `Authorization: Bearer ${token}x`],
      ['POST /api/hints HTTP/1.1', host, bearer, 'Content-Type: application/json', 'Content-Length: 1'],
      ['GET /api/run HTTP/1.1', host, bearer],
      ['GET /api/doctor HTTP/1.1', host, bearer],
    ];
    for (const lines of requests) {
      const { body, headers } = await sendRaw(port(), [...lines, 'Connection: close'], '{');
      expect(`${body}${[...headers.values()].join('\n')}`, lines[0]).not.toContain(token);
    }
  });

  test('is not replaced by its own hash', async () => {
    const hash = createHash('sha256').update(token);
    const presented = (['hex', 'base64', 'base64url'] as const).map((encoding) => hash.copy().digest(encoding));
    for (const wrong of presented) {
      const response = await fetch(`${server.url}/api/run`, { headers: { Authorization: `Bearer ${wrong}` } });
      expect(response.status).toBe(401);
    }
  });

  test('is printed once, in the line for whoever started the server', async () => {
    await server.end('SIGTERM');
    await waitFor('the last line', () => printed.includes('Лаборатория закрывается'));
    expect(server.printed.split('\n').filter((line) => line.includes(token))).toHaveLength(1);
    expect(printed).not.toContain(token);
    expect(server.errors.join('')).not.toContain(token);
  });
});
