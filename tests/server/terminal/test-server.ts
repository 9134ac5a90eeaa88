import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerFrame } from '#protocol/terminal.ts';
import { parseServerFrame, terminalSubprotocol } from '#protocol/terminal.ts';
import { WebSocket } from 'ws';
import { createGate } from '../../../server/access.ts';
import { createTerminalSocket, terminalHeartbeat } from '../../../server/terminal/socket.ts';
import { createUpgradeListener } from '../../../server/upgrade.ts';
import { waitFor } from '../../wait-for.ts';
import { openTestTerminals, type TestTerminals } from './test-terminals.ts';

export const token = 'a-token-of-the-tests-0123456789abcdef';

/** A server that has nothing but the terminals' WebSocket behind the real gates. */
export type TestServer = AsyncDisposable & {
  readonly lab: TestTerminals;
  readonly origin: string;
  readonly address: (name: string) => string;
};

export async function startTestServer(
  heartbeat: { readonly pingEvery: number; readonly silentFor: number } = terminalHeartbeat,
): Promise<TestServer> {
  const lab = await openTestTerminals();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  const gate = createGate({ port, token });
  const socket = createTerminalSocket({ currentRun: () => lab, verifyToken: gate.verifyToken, heartbeat });
  server.on(
    'upgrade',
    createUpgradeListener({ gate, take: socket.handleUpgrade, report: (error) => lab.reported.push(error) }),
  );
  return {
    lab,
    origin: `http://127.0.0.1:${port}`,
    address: (name) => `ws://127.0.0.1:${port}/api/terminals/${name}`,
    [Symbol.asyncDispose]: async () => {
      socket.dispose();
      server.closeAllConnections();
      server.close();
      await lab[Symbol.asyncDispose]();
    },
  };
}

export type TestSocket = {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[];
  bytes(): Buffer;
  send(frame: unknown): void;
  /** The close code. */
  readonly closed: Promise<number>;
};

/** Opens a WebSocket, as a browser on the lab's own page does. */
export async function openSocket(
  server: TestServer,
  name = 'main',
  protocol = terminalSubprotocol,
): Promise<TestSocket> {
  const socket = new WebSocket(server.address(name), protocol, { origin: server.origin });
  const frames: ServerFrame[] = [];
  const chunks: Buffer[] = [];
  socket.on('message', (data, isBinary) => {
    if (!Buffer.isBuffer(data)) throw new Error('expected a buffer');
    if (isBinary) chunks.push(data);
    else frames.push(parseServerFrame(data.toString()));
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
  });
  await once(socket, 'open');
  return {
    socket,
    frames,
    bytes: () => Buffer.concat(chunks),
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    closed,
  };
}

export async function openAuthenticated(server: TestServer, name = 'main'): Promise<TestSocket> {
  const client = await openSocket(server, name);
  client.send({ type: 'authenticate', token, columns: 80, rows: 24 });
  await waitFor('the terminal to be attached', () => client.frames.find(({ type }) => type === 'attached'));
  return client;
}
