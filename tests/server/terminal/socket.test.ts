import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { terminalLimits, terminalSubprotocol } from '#protocol/terminal.ts';
import { waitFor } from '../../wait-for.ts';
import { terminalHeartbeat } from '../../../server/terminal/socket.ts';
import { openAuthenticated, openSocket, startTestServer, token, type TestServer } from './test-server.ts';
import { shellCommand, waitForEnd } from './test-terminals.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('a socket carries the shell: keys there, bytes back', async () => {
  const client = await openAuthenticated(server);
  expect(client.socket.protocol).toBe(terminalSubprotocol);
  await waitFor('the prompt', () =>
    client.frames.some((frame) => frame.type === 'activity' && frame.activity.at === 'prompt'),
  );
  client.socket.send(Buffer.from('echo $((40 + 2))\r'));
  await waitFor('the answer', () => client.bytes().includes('\x0742\r\n'));
  client.send({ type: 'acknowledge', bytes: client.bytes().length });
  client.socket.close();
  await client.closed;
  const again = await openAuthenticated(server);
  await waitFor('the screen as it was', () => again.bytes().includes('42'));
  again.socket.close();
});

test('a size that one client sets reaches the others as a frame of the protocol', async () => {
  const one = await openAuthenticated(server);
  const other = await openAuthenticated(server);
  await waitFor('both screens', () =>
    [one, other].every(({ frames }) => frames.some(({ type }) => type === 'attached')),
  );
  one.send({ type: 'resize', columns: 91, rows: 33 });
  const told = await waitFor('the size', () =>
    other.frames.find((frame) => frame.type === 'size' && frame.rows === 33),
  );
  expect(told).toEqual({ type: 'size', columns: 91, rows: 33 });
  one.socket.close();
  other.socket.close();
});

describe('W1 the first message', () => {
  test('must come within five seconds', async () => {
    const client = await openSocket(server);
    const begun = performance.now();
    expect(await client.closed).toBe(4401);
    expect(performance.now() - begun).toBeGreaterThan(terminalLimits.authenticateWithin - 200);
    expect(performance.now() - begun).toBeLessThan(terminalLimits.authenticateWithin + 2_000);
  });

  test('must hold the token', async () => {
    const client = await openSocket(server, 'leader');
    client.send({ type: 'authenticate', token: `${token.slice(0, -1)}x`, columns: 80, rows: 24 });
    expect(await client.closed).toBe(4401);
    expect(client.frames).toEqual([expect.objectContaining({ type: 'error', code: 'unauthorized' })]);
    expect(server.lab.terminals.activity('leader')).toEqual({ at: 'starting' });
    expect(server.lab.events).not.toContainEqual({ kind: 'terminal-opened', terminal: 'leader' });
  });

  test.each([
    ['keys', Buffer.from('touch stolen\r')],
    ['another frame', JSON.stringify({ type: 'restart' })],
  ])('must not be %s', async (_, message) => {
    const client = await openSocket(server, 'leader');
    client.socket.send(message);
    expect(await client.closed).toBe(1002);
    expect(server.lab.events).not.toContainEqual({ kind: 'terminal-opened', terminal: 'leader' });
  });
});

test('W2 a message over 64 KiB closes the socket, and compression is not offered', async () => {
  const client = await openAuthenticated(server);
  expect(client.socket.extensions).toBe('');
  client.socket.send(Buffer.alloc(terminalLimits.maxClientMessage + 1, 'x'));
  expect(await client.closed).toBe(1009);
});

describe('W4 a bad frame closes that socket only', () => {
  let other: Awaited<ReturnType<typeof openAuthenticated>>;
  beforeAll(async () => {
    other = await openAuthenticated(server);
  });
  afterEach(() => {
    if (other.socket.readyState !== WebSocket.OPEN) throw new Error('another socket was closed too');
  });
  afterAll(() => other.socket.close());

  test('invalid UTF-8 in a text frame', async () => {
    const client = await openAuthenticated(server);
    client.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
    expect(await client.closed).toBe(1007);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['an unknown type', { type: 'shutdown' }],
    ['no type', {}],
    ['a second authenticate', { type: 'authenticate', token, columns: 80, rows: 24 }],
    ['a missing field', { type: 'resize', columns: 80 }],
    ['no rows', { type: 'resize', columns: 80, rows: 0 }],
    ['negative columns', { type: 'resize', columns: -1, rows: 24 }],
    ['a huge size', { type: 'resize', columns: 1e9, rows: 24 }],
    ['a size that is no number', { type: 'resize', columns: null, rows: 24 }],
    ['a fraction', { type: 'resize', columns: 80.5, rows: 24 }],
    ['a negative acknowledgement', { type: 'acknowledge', bytes: -1 }],
    ['an acknowledgement of what was never sent', { type: 'acknowledge', bytes: 1e12 }],
  ])('%s', async (_, frame) => {
    const client = await openAuthenticated(server);
    client.send(frame);
    expect(await client.closed).toBe(1002);
    expect(client.frames.at(-1)).toMatchObject({ type: 'error', code: 'protocol' });
  });

  test('a flood of tiny fragments', async () => {
    const client = await openAuthenticated(server);
    for (let part = 0; part < 200; part += 1) client.socket.send('x', { fin: false });
    expect(await client.closed).toBeGreaterThan(1000);
  });
});

test('A12 an unknown terminal is 404, and no terminal is made', async () => {
  const socket = new WebSocket(server.address('other'), terminalSubprotocol, { origin: server.origin });
  const [error] = await once(socket, 'error');
  expect(String(error)).toContain('404');
});

test('a socket without the subprotocol is refused', async () => {
  const socket = new WebSocket(server.address('main'), [], { origin: server.origin });
  const [error] = await once(socket, 'error');
  expect(String(error)).toContain('400');
});

describe('a peer that answers no ping', () => {
  test('is found within 15 s', () => {
    expect(terminalHeartbeat.pingEvery + terminalHeartbeat.silentFor).toBeLessThanOrEqual(15_000);
  });

  test('is not taken for dead when it has only stopped to read for ten seconds', () => {
    expect(terminalHeartbeat.silentFor - terminalHeartbeat.pingEvery).toBeGreaterThan(10_000);
  });

  test('is given up, and what it held back goes on', async () => {
    await using quick = await startTestServer({ pingEvery: 200, silentFor: 500 });
    const silent = await openAuthenticated(quick);
    silent.socket.pause();
    const { id } = await quick.lab.terminals.run('main', shellCommand('seq 150000'));
    expect(await waitForEnd(quick.lab.terminals, id)).toMatchObject({ exitCode: 0 });
    silent.socket.resume();
    expect(await silent.closed).toBe(1006);
    expect(quick.lab.reported).toEqual([]);
  });
});
