import { cpus, release } from 'node:os';
import type { FaultRecord } from '#protocol/fault.ts';

/** A row of the table; times in seconds. */
export type Row = Readonly<Record<string, string | number>>;

/** One fault's runs in a row: the median with the range of what was measured. */
export function describeRuns(step: string, records: readonly FaultRecord[]): Row {
  const first = records[0];
  if (first === undefined) throw new Error(`${step}: no run`);
  const seconds = (milliseconds: number | null) => (milliseconds === null ? '–' : (milliseconds / 1_000).toFixed(1));
  const { ttl, loopWait, retryTimeout, inter, fall, rise, synchronousMode } = first.timings;
  const total = first.expected.total;
  const sum = (pick: (record: FaultRecord) => number | null) =>
    records.reduce((count, record) => count + (pick(record) ?? 0), 0);
  return {
    step,
    runs: records.length,
    'outage, s': spread(records.map(outageOf)),
    'new leader after, s': spread(records.map(electedAfter)),
    'expected, s': total === null ? 'until the undo' : `${seconds(total.min)}–${seconds(total.max)}`,
    acked: sum(({ writes }) => writes.acked),
    unknown: sum(({ writes }) => writes.unknown),
    lost: sum(({ lost }) => lost),
    'without answer': sum(({ unanswered }) => unanswered),
    'split brain': sum(({ splitBrain }) => splitBrain.length),
    'ttl/loop/retry, s': [ttl, loopWait, retryTimeout].map(seconds).join('/'),
    'inter×fall/rise': `${seconds(inter)}×${fall ?? '–'}/${rise ?? '–'}`,
    sync: synchronousMode === true ? 'on' : 'off',
  };
}

/** Prints the rows with the machine they were measured on. */
export function printTable(rows: readonly Row[]): void {
  const [cpu] = cpus();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}`,
  );
  console.table(rows);
}

function outageOf({ outage }: FaultRecord): number | null {
  return outage === null || outage.firstAckAfter === null ? null : outage.firstAckAfter - outage.lastAckBefore;
}

function electedAfter({ phases, beganAt, leaderBefore, leaderAfter }: FaultRecord): number | null {
  // Where the lock passed on between two looks, the end of its old holder's time is the beginning of the new one's.
  const elected = phases.find(({ name }) => name === 'elect') ?? phases.find(({ name }) => name === 'detect');
  return elected === undefined || leaderAfter === leaderBefore ? null : elected.to - beganAt;
}

/** `8.4 (7.9–9.1)`: the median and the range of milliseconds, in seconds. */
function spread(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || most === undefined) return '–';
  const middle = known.length / 2;
  const median = ((known[Math.ceil(middle) - 1] ?? least) + (known[Math.floor(middle)] ?? most)) / 2;
  const text = [median, least, most].map((value) => (value / 1_000).toFixed(1));
  const missing = values.length - known.length;
  return `${text[0]} (${text[1]}–${text[2]})${missing > 0 ? `, none in ${missing}` : ''}`;
}
