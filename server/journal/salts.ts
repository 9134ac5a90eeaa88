import { randomFillSync } from 'node:crypto';
import { saltLength } from '#bundle/chain.ts';

/** Gives salts for the chain. */
export type Salts = () => Uint8Array;

const atOnce = 256;

/** Creates a source of salts; randomness is fetched for many at once, as each fetch costs as much as a hash. */
export function createSalts(): Salts {
  const pool = new Uint8Array(atOnce * saltLength);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += saltLength;
    return pool.slice(used - saltLength, used);
  };
}
