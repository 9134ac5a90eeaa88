import { chainStart, hashLink } from '#bundle/chain.ts';
import type { Journal } from '../../../server/journal/journal.ts';

/** How many events of the journal do not follow from the one before. */
export function brokenLinks({ chain }: Pick<Journal, 'chain'>): number {
  let previous = chainStart();
  let broken = 0;
  for (const link of chain.links(1)) {
    if (Buffer.compare(hashLink(previous, link), link.hash) !== 0) broken += 1;
    previous = link.hash;
  }
  return broken;
}
