import { type ProbeBatch, type WriteOutcome, outcomeLetters } from './probe.ts';

/** The outcomes in the order of their codes in a series. */
export const outcomeCodes = ['acked', 'failed', 'unknown'] as const satisfies readonly WriteOutcome[];

/** The probe's writes in the order of time, one number a write, so that an hour of them (72,000) is drawn in a frame. */
export type WriteSeries = {
  readonly length: number;
  /** Milliseconds since the epoch: of a confirmed write its confirmation, of another one its sending. */
  readonly times: Float64Array;
  /** Indices into `outcomeCodes`. */
  readonly outcomes: Uint8Array;
  /** Times of a second and more between two confirmations of one probe; a time that lasts is not among them. */
  readonly outages: readonly { readonly from: number; readonly to: number }[];
  readonly lastAck: { readonly probe: string; readonly at: number } | null;
};

/** Milliseconds between two confirmations from which on no write seems to go through. */
export const noticeableOutage = 1_000;

/** A series that grows with the journal. */
export type GrowingSeries = WriteSeries & {
  /** A probe begins: the time since the last one's confirmations is no outage. */
  begin(): void;
  add(batch: ProbeBatch): void;
};

/** Makes an empty series. */
export function createSeries(): GrowingSeries {
  let times = new Float64Array(1_024);
  let outcomes = new Uint8Array(1_024);
  let length = 0;
  let lastAck: WriteSeries['lastAck'] = null;
  const outages: { from: number; to: number }[] = [];

  function confirm(probe: string, at: number): void {
    if (lastAck?.probe === probe && at - lastAck.at >= noticeableOutage) outages.push({ from: lastAck.at, to: at });
    lastAck = { probe, at: lastAck?.probe === probe ? Math.max(lastAck.at, at) : at };
  }

  function insert(time: number, outcome: number): void {
    if (length === times.length) {
      times = grown(times, new Float64Array(2 * length));
      outcomes = grown(outcomes, new Uint8Array(2 * length));
    }
    // Nearly always the last place: only a write that hung was sent before others that are here already.
    let place = length;
    while (place > 0 && (times[place - 1] ?? 0) > time) place -= 1;
    times.copyWithin(place + 1, place, length);
    outcomes.copyWithin(place + 1, place, length);
    times[place] = time;
    outcomes[place] = outcome;
    length += 1;
  }

  return {
    get length() {
      return length;
    },
    get times() {
      return times;
    },
    get outcomes() {
      return outcomes;
    },
    outages,
    get lastAck() {
      return lastAck;
    },
    begin() {
      lastAck = null;
    },
    add(batch) {
      for (const [index, sent] of batch.sent.entries()) {
        const outcome = outcomeOf(batch.outcomes.charAt(index));
        const settled = outcome === 'acked' ? (batch.took[index] ?? 0) : 0;
        const time = batch.at + sent + settled;
        insert(time, outcomeCodes.indexOf(outcome));
        if (outcome === 'acked') confirm(batch.probe, time);
      }
    },
  };
}

function outcomeOf(letter: string): WriteOutcome {
  return letter === 'a' || letter === 'f' ? outcomeLetters[letter] : 'unknown';
}

function grown<List extends Float64Array | Uint8Array>(from: List, to: List): List {
  to.set(from);
  return to;
}

/** The index of the first write at `time` or after it. */
export function firstWriteFrom({ times, length }: WriteSeries, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many writes of each outcome lie in [from, to). */
export function countWrites(series: WriteSeries, from: number, to: number): Readonly<Record<WriteOutcome, number>> {
  const counts = { acked: 0, failed: 0, unknown: 0 };
  for (
    let index = firstWriteFrom(series, from);
    index < series.length && (series.times[index] ?? to) < to;
    index += 1
  ) {
    counts[outcomeCodes[series.outcomes[index] ?? 2] ?? 'unknown'] += 1;
  }
  return counts;
}
