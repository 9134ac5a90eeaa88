import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line of so many bytes a second before a server. */
export type SlowLine = AsyncDisposable & {
  readonly port: number;
  /** Where it leads to from now on. */
  lead(host: string, port: number): void;
};

/** Opens a line at any free port of 127.0.0.1: what the server sends is held to the pace, packet by packet; keys pass as they come. */
export async function openSlowLine(bytesPerSecond: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  let target = { host: '127.0.0.1', port: 0 };
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const far = connect({ ...target, noDelay: true });
    near.pipe(far);
    let freeAt = 0;
    far.on('data', (bytes: Buffer) => {
      far.pause();
      freeAt = Math.max(freeAt, performance.now()) + (bytes.length / bytesPerSecond) * 1_000;
      setTimeout(
        () => {
          if (near.write(bytes)) far.resume();
          else near.once('drain', () => far.resume());
        },
        Math.max(0, freeAt - performance.now()),
      );
    });
    const end = () => {
      near.destroy();
      far.destroy();
      sockets.delete(near);
      sockets.delete(far);
    };
    for (const side of [near, far]) {
      sockets.add(side);
      side.on('close', end).on('error', end);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
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
