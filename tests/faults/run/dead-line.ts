import type { Socket } from 'node:net';
import { openRelay, type Relay } from '../../relay.ts';

/** A line between a page and a server that can fall silent: nothing passes it then, and nobody is told that it is dead. */
export type DeadLine = Relay & {
  /** Falls silent, or carries on: what was under way then arrives late, unless its far end has hung up meanwhile. */
  die(on: boolean): void;
};

type Pair = { readonly near: Socket; readonly far: Socket };

/** Opens a line that carries everything until it dies. */
export async function openDeadLine(): Promise<DeadLine> {
  const pairs = new Set<Pair>();
  let isDead = false;

  /** Ends of a dead line do not hear of each other's end. */
  const endTogether = (pair: Pair) => {
    if (isDead || (!pair.near.destroyed && !pair.far.destroyed)) return;
    pair.near.destroy();
    pair.far.destroy();
    pairs.delete(pair);
  };
  const relay = await openRelay((near, far) => {
    const pair = { near, far };
    pairs.add(pair);
    for (const side of [near, far]) {
      side.on('error', () => side.destroy());
      side.on('close', () => endTogether(pair));
    }
    near.on('data', (bytes: Buffer) => far.write(bytes));
    far.on('data', (bytes: Buffer) => near.write(bytes));
    if (isDead) for (const side of [near, far]) side.pause();
    else near.resume();
  });
  return {
    ...relay,
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
  };
}
