import type { CastEvent } from '#protocol/cast.ts';
import { lineOf, eventOf, lengthOf } from '../recording/stretches.ts';
import { thinOut } from '../recording/thin-out.ts';

/** Seconds within which what was printed is one piece: nobody sees the difference, and each piece costs a line. */
const together = 0.05;
/** Characters that one piece has at most: players read a line at a time. */
const longestPiece = 16 * 1024;

/** How much of each stretch is kept before anything must go: as much as a reader looks at. */
const budget = { head: 256 * 1024, tail: 128 * 1024 };

/** Joins output that came in quick succession; nothing of it is left out. */
export function joinQuickOutput(events: readonly CastEvent[]): CastEvent[] {
  const joined: CastEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    const quick = last?.code === 'o' && event.code === 'o' && event.seconds - last.seconds < together;
    if (quick && last.data.length + event.data.length <= longestPiece) {
      joined[joined.length - 1] = { ...last, data: last.data + event.data };
    } else joined.push(event);
  }
  return joined;
}

/**
 * Brings recordings down to `target` bytes together, the longest commands first: their heads and tails stay,
 * and a mark says how much is missing.
 * @returns the recordings, and how many bytes were left out
 */
export function thinRecordings(
  recordings: ReadonlyMap<string, readonly CastEvent[]>,
  target: number,
): { readonly recordings: ReadonlyMap<string, readonly CastEvent[]>; readonly leftOut: number } {
  const lines = new Map([...recordings].map(([name, events]) => [name, joinQuickOutput(events).map(lineOf)]));
  const thinned = thinOut(lines, target, budget);
  const bytes = (of: ReadonlyMap<string, readonly Buffer[]>) =>
    [...of.values()].reduce((sum, one) => sum + lengthOf(one), 0);
  return {
    recordings: new Map([...thinned].map(([name, kept]) => [name, kept.map(eventOf)])),
    leftOut: bytes(lines) - bytes(thinned),
  };
}
