import type { FaultRecord } from '../fault.ts';
import type { ProbeLog } from './probe-log.ts';

type Confirmed = {
  readonly node: string;
  readonly timeline: number | null;
  readonly from: number;
  readonly to: number;
};

/** Stretches that are set beside each other: an evening has a dozen, and a journal from elsewhere may have any number. */
const mostStretches = 1_000;

/**
 * Moments when two nodes both confirmed writes: a node confirms after another one did on a higher timeline, or after
 * another one did in its midst on the same. A promotion begins a new timeline, so an orderly change of leader shows neither.
 */
export function findSplitBrain(log: ProbeLog): FaultRecord['splitBrain'] {
  const found: { at: number; nodes: readonly string[] }[] = [];
  const earlier: Confirmed[] = [];
  const firstOf = new Map<string, number>();
  for (const write of confirmedIn(log).slice(0, mostStretches)) {
    const self = `${write.node} ${write.timeline}`;
    const since = firstOf.get(self) ?? Infinity;
    const rival = earlier.findLast((other) => contradicts(other, write, since));
    if (rival !== undefined) found.push({ at: write.from, nodes: [rival.node, write.node].toSorted() });
    earlier.push(write);
    firstOf.set(self, Math.min(since, write.from));
  }
  return found;
}

/** @param since when the node of `write` confirmed on this timeline for the first time before */
function contradicts(other: Confirmed, write: Confirmed, since: number): boolean {
  if (other.node === write.node || other.timeline === null || write.timeline === null) return false;
  if (write.timeline !== other.timeline) return write.timeline < other.timeline;
  // The same timeline: the node was there before the other one, and is there again.
  return since <= other.from;
}

/** Who confirmed, through the entry point or asked straight, in the order of time. */
function confirmedIn({ stretches, controls }: ProbeLog): Confirmed[] {
  const writes = stretches.flatMap(({ node, ...rest }): Confirmed[] => (node === null ? [] : [{ node, ...rest }]));
  const straight = controls
    .filter(({ outcome }) => outcome === 'acked')
    .map(({ node, timeline, at }) => ({ node, timeline, from: at, to: at }));
  // A stretch that lasts across a control write stands on both sides of it.
  const parted = writes.flatMap((write) => {
    const across = straight.some(({ node, from }) => node !== write.node && from > write.from && from < write.to);
    return across ? [write, { ...write, from: write.to }] : [write];
  });
  return [...parted, ...straight].toSorted((a, b) => a.from - b.from);
}
