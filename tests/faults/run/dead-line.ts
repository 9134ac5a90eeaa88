import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between a page and a server that can fall silent: nothing passes it then, and nobody is told that it is dead. */
export type DeadLine = AsyncDisposable & {
  readonly port: number;
  /** Where it leads to from now on. */
  lead(host: string, port: number): void;
  /** Falls silent, or carries on: what was under way then arrives late, unless its far end has hung up meanwhile. */
  die(on: boolean): void;
};

type Pair = { readonly near: Socket; readonly far: Socket };

/** Opens a line at any free port of 127.0.0.1. */
export async function openDeadLine(): Promise<DeadLine> {
  const pairs = new Set<Pair>();
  let far = { host: '127.0.0.1', port: 0 };
  let isDead = false;

  /** Ends of a dead line do not hear of each other's end. */
  const endTogether = (pair: Pair) => {
    if (isDead || (!pair.near.destroyed && !pair.far.destroyed)) return;
    pair.near.destroy();
    pair.far.destroy();
    pairs.delete(pair);
  };
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const pair = { near, far: connect({ ...far, noDelay: true }) };
    pairs.add(pair);
    for (const side of [pair.near, pair.far]) {
      side.on('error', () => side.destroy());
      side.on('close', () => endTogether(pair));
    }
    pair.near.on('data', (bytes: Buffer) => pair.far.write(bytes));
    pair.far.on('data', (bytes: Buffer) => pair.near.write(bytes));
    if (isDead) for (const side of [near, pair.far]) side.pause();
    else near.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  return {
    port: address.port,
    lead: (host, to) => {
      far = { host, port: to };
    },
    die: (on) => {
      isDead = on;
      for (const pair of pairs) {
        for (const side of [pair.near, pair.far]) {
          if (on) side.pause();
          else side.resume();
        }
        endTogether(pair);
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const { near, far: end } of pairs) {
        near.destroy();
        end.destroy();
      }
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
