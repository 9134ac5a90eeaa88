import type { AckedRun, NumberRun, ProbeBatch, WriteOutcome } from '#protocol/probe.ts';

/** A write that is settled; times are milliseconds since the epoch, `sentAt` is when its turn came. */
export type SettledWrite = {
  readonly number: number;
  readonly sentAt: number;
  readonly settledAt: number;
  readonly outcome: WriteOutcome;
  readonly reason: string | null;
  /** The address of the server that confirmed it. */
  readonly address: string | null;
  readonly timeline: number | null;
};

const letters = { acked: 'a', failed: 'f', unknown: 'u' } as const satisfies Record<WriteOutcome, string>;

/** Puts settled writes together for the journal; null when there are none. */
export function toBatch(
  probe: string,
  writes: readonly SettledWrite[],
  nodeAt: (address: string) => string | null,
): ProbeBatch | null {
  if (writes.length === 0) return null;
  const at = Math.min(...writes.map(({ sentAt }) => sentAt));
  const by: AckedRun[] = [];
  const reasons: Record<string, number> = {};
  for (const { outcome, address, timeline, reason } of writes) {
    if (outcome === 'acked') {
      const node = address === null ? null : nodeAt(address);
      const last = by.at(-1);
      if (last?.node === node && last.timeline === timeline) by[by.length - 1] = { ...last, count: last.count + 1 };
      else by.push({ node, timeline, count: 1 });
    } else if (reason !== null) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
  }
  return {
    probe,
    at,
    numbers: toRuns(writes.map(({ number }) => number)),
    sent: writes.map(({ sentAt }) => sentAt - at),
    took: writes.map(({ sentAt, settledAt }) => settledAt - sentAt),
    outcomes: writes.map(({ outcome }) => letters[outcome]).join(''),
    by,
    reasons,
  };
}

function toRuns(numbers: readonly number[]): NumberRun[] {
  const runs: NumberRun[] = [];
  for (const number of numbers) {
    const [first, count] = runs.at(-1) ?? [0, 0];
    if (count > 0 && number === first + count) runs[runs.length - 1] = [first, count + 1];
    else runs.push([number, 1]);
  }
  return runs;
}
