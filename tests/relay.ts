import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A port before a server, between whose clients and itself a test stands. */
export type Relay = AsyncDisposable & {
  readonly port: number;
  /** Where it leads to from now on. */
  lead(host: string, port: number): void;
};

/**
 * Opens a relay at any free port of 127.0.0.1; `join` is given both sockets of each connection, the client's paused, and
 * passes on what comes, errors and ends too.
 */
export async function openRelay(join: (near: Socket, far: Socket) => void): Promise<Relay> {
  const sockets = new Set<Socket>();
  let target = { host: '127.0.0.1', port: 0 };
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const far = connect({ ...target, noDelay: true });
    for (const side of [near, far]) {
      sockets.add(side);
      side.on('close', () => sockets.delete(side));
    }
    join(near, far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    port: address.port,
    lead: (host, port) => {
      target = { host, port };
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
