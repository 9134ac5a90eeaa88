import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A Docker Engine without containers that a test can let hang, kill and bring back. */
export type ToldEngine = AsyncDisposable & {
  /** Takes every question and answers none, until it is told otherwise; what was asked meanwhile stays unanswered. */
  readonly hang: (now: boolean) => void;
  /** Hangs up on everybody and is gone. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** How many follow its events. */
  readonly followers: () => number;
  readonly tell: (event: object) => void;
};

/** Starts the engine at `socket`. */
export async function startToldEngine(socket: string): Promise<ToldEngine> {
  let hung = false;
  const followers = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  const engine = createServer((request, response) => {
    if (hung) return;
    const url = request.url ?? '';
    if (url.includes('/events')) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      followers.add(response);
      response.once('close', () => followers.delete(response));
    } else if (url.includes('/_ping')) response.end('OK');
    else response.end('[]');
  });
  engine.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });

  async function start(): Promise<void> {
    await rm(socket, { force: true });
    engine.listen(socket);
    await once(engine, 'listening');
  }

  async function stop(): Promise<void> {
    if (!engine.listening) return;
    const closed = once(engine, 'close');
    engine.close();
    for (const connection of connections) connection.destroy();
    await closed;
  }

  await start();
  return {
    hang: (now) => void (hung = now),
    start,
    stop,
    followers: () => followers.size,
    tell: (event) => {
      for (const follower of followers) follower.write(`${JSON.stringify(event)}\n`);
    },
    [Symbol.asyncDispose]: stop,
  };
}
