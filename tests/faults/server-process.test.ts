import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRecord, parseString, type UnknownRecord } from '#protocol/parse.ts';
import { processToken, startServerProcess, type ServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function makeHome(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-home-'));
  cleanups.push(() => rm(home, { recursive: true, force: true }));
  return home;
}

async function startServer(home: string, environment: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServerProcess(home, environment);
  cleanups.push(async () => await server[Symbol.asyncDispose]());
  return server;
}

async function ask(url: string | null, request: string, body?: unknown): Promise<unknown> {
  const [method, address] = request.split(' ');
  const response = await fetch(`${url}/api${address}`, {
    method: method ?? 'GET',
    headers: {
      Authorization: `Bearer ${processToken}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

async function runToEnd(url: string | null, command: string): Promise<UnknownRecord> {
  const started = parseRecord(await ask(url, 'POST /terminals/main/commands', { command }), 'command');
  expect(started, 'the command is taken').toHaveProperty('id');
  return waitFor(`«${command}» to end`, async () => {
    const record = parseRecord(await ask(url, `GET /commands/${parseString(started.id, 'id')}`), 'command');
    return record.state === 'ended' && record;
  });
}

describe('the server as a process', () => {
  it('prints the address with the token, answers, and ends with 0 when it is asked to', async () => {
    const { child, printed, url, end } = await startServer(await makeHome());
    expect(printed).toMatch(/^Лаборатория открыта: http:\/\/127\.0\.0\.1:\d+\/#token=a-token-of-tests$/m);
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok' });
    await end('SIGTERM');
    expect(child.exitCode).toBe(0);
  });

  it('runs what a script posts, without its token in the shell, and keeps the output over a killed server', async () => {
    const home = await makeHome();
    const first = await startServer(home);
    expect(await runToEnd(first.url, 'env | grep -c a-token-of-tests')).toMatchObject({ output: '0' });
    const ended = await runToEnd(first.url, 'echo $((6*7))');
    expect(ended).toMatchObject({ exitCode: 0, output: '42' });
    await first.end('SIGKILL');
    const second = await startServer(home);
    expect(await ask(second.url, `GET /commands/${String(ended.id)}`)).toMatchObject({ state: 'ended', output: '42' });
  });

  it('refuses a second server on the same LAB_HOME and says where the first one is', async () => {
    const home = await makeHome();
    const first = await startServer(home);
    const { mode } = await waitFor('server.json', () => stat(path.join(home, 'server.json')));
    expect(mode & 0o077, 'the file with the token is its owner’s').toBe(0);
    const second = await startServer(home);
    await waitFor('the second server to end', () => second.child.exitCode !== null);
    expect(second.child.exitCode).toBe(1);
    expect(second.errors.join('')).toContain(`Лаборатория уже запущена`);
    expect(second.errors.join('')).toContain(String(first.url));
  });

  it('refuses a wrong setting with words that a person reads', async () => {
    const { child, errors } = await startServer(await makeHome(), { LAB_PORT: 'many' });
    await waitFor('the server to end', () => child.exitCode !== null);
    expect(child.exitCode).toBe(1);
    expect(errors.join('')).toContain('Неверное значение LAB_PORT');
    expect(errors.join('')).not.toContain('    at ');
  });

  it('names the port that is taken', async () => {
    const first = await startServer(await makeHome());
    const port = new URL(String(first.url)).port;
    const second = await startServer(await makeHome(), { LAB_PORT: port });
    await waitFor('the server to end', () => second.child.exitCode !== null);
    expect(second.errors.join('')).toContain(`Порт ${port}`);
  });
});
