import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { createGate } from '../../../server/access.ts';
import { createApp } from '../../../server/app.ts';
import type { CommandRequest } from '../../../server/terminal/command-request.ts';
import { terminalRoutes } from '../../../server/terminal/routes.ts';
import { createServer } from 'node:http';
import { waitFor } from '../../wait-for.ts';
import { token } from './test-server.ts';
import { openTestTerminals, type TestTerminals } from './test-terminals.ts';

let lab: TestTerminals;
let origin: string;
const server = createServer();

beforeAll(async () => {
  lab = await openTestTerminals();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
  const gate = createGate({ port: address.port, token });
  const run = {
    terminals: lab.terminals,
    // Placeholders and step commands are the run's business.
    prepareCommand: async (_: string, request: CommandRequest) => ({ ...request, kind: request.kind ?? 'shell' }),
  };
  const report = (error: unknown) => lab.reported.push(error);
  server.on('request', createApp({ gate, routes: terminalRoutes(() => run), site: lab.workspace, report }));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await lab[Symbol.asyncDispose]();
});

async function ask(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: response.status, body: await response.json() };
}

test('a script runs a command and reads its output', async () => {
  const posted = await ask('/api/terminals/main/commands', { command: 'echo from a script; (exit 2)' });
  expect(posted).toMatchObject({ status: 200, body: { state: 'waiting', terminal: 'main', kind: 'shell' } });
  const id = parseString(parseRecord(posted.body, 'body').id, 'id');
  const ended = await waitFor('the end of the command', async () => {
    const { body } = await ask(`/api/commands/${id}`);
    return parseRecord(body, 'body').state === 'ended' ? body : null;
  });
  expect(ended).toMatchObject({ exitCode: 2, output: 'from a script' });
});

test('a bad request is refused in words', async () => {
  expect(await ask('/api/terminals/other/commands', { command: 'echo' })).toMatchObject({ status: 404 });
  expect(await ask('/api/commands/unknown')).toMatchObject({
    status: 404,
    body: { error: { code: 'command-unknown' } },
  });
  expect(await ask('/api/terminals/main/commands', {})).toMatchObject({ status: 400 });
  expect(await ask('/api/terminals/main/commands', { command: '' })).toMatchObject({ status: 400 });
  expect(await ask('/api/terminals/main/commands', { command: 'x', kind: 'root' })).toMatchObject({ status: 400 });
});
