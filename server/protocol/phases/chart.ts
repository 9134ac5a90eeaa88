import type { FaultRecord, Interval, PhaseName } from '../fault.ts';

/** A stretch in milliseconds after the fault; `to` is null while it lasts. */
export type Stretch = { readonly from: number; readonly to: number | null };

/** A part of the outage: as it was measured and as the configuration predicts it. */
export type ChartRow = {
  readonly phase: PhaseName;
  /** Null where it was not seen. */
  readonly measured: { readonly from: number; readonly to: number } | null;
  /** Null where the formula has no such term. */
  readonly expected: {
    readonly length: Interval;
    readonly source: string;
    /** The earliest beginning, and when it may end by the formula; null: not before the undo. */
    readonly from: number;
    readonly end: Interval;
  } | null;
};

/** Everything that the chart of a fault draws; milliseconds after the fault. */
export type PhaseChart = {
  /** The first and the last moment of the scale. */
  readonly from: number;
  readonly to: number;
  /** The end of what is known: an outage that lasts is drawn up to it. */
  readonly known: number;
  readonly outage: Stretch | null;
  /** When the first confirmed write was to be expected; null: not before an undo that has not come. */
  readonly expected: Interval;
  readonly predicted: number | null;
  readonly undone: number | null;
  readonly rows: readonly ChartRow[];
};

/** The chart of a fault as it stands at `until`, in milliseconds since the epoch. */
export function chartOf(record: FaultRecord, until: number): PhaseChart {
  const { beganAt, prediction } = record;
  const outage =
    record.outage === null
      ? null
      : {
          from: record.outage.lastAckBefore - beganAt,
          to: record.outage.firstAckAfter === null ? null : record.outage.firstAckAfter - beganAt,
        };
  const predicted = prediction?.seconds === null || prediction === null ? null : prediction.seconds * 1_000;
  const undone = record.undoneAt === null ? null : record.undoneAt - beganAt;
  const terms = endsOf(record.expected.terms, undone);
  const expected = terms.at(-1)?.end ?? null;
  const known = until - beganAt;
  const end = outage === null ? 0 : (outage.to ?? known);
  const last = Math.max(end, expected?.max ?? boundedTerms(record.expected.terms), predicted ?? 0, 1_000);
  const first = Math.min(0, outage?.from ?? 0);
  return {
    from: first - last * 0.01,
    to: last * 1.04,
    known,
    outage,
    expected,
    predicted,
    undone,
    rows: rowsOf(record, terms),
  };
}

/** What the bounded terms come to: the room that the scale keeps where another term has no end. */
function boundedTerms(terms: FaultRecord['expected']['terms']): number {
  return terms.reduce((sum, { interval }) => sum + (interval?.max ?? 0), 0);
}

type Term = NonNullable<ChartRow['expected']> & { readonly phase: PhaseName };

function rowsOf({ beganAt, phases }: FaultRecord, terms: readonly Term[]): ChartRow[] {
  const names = new Set<PhaseName>([...terms.map(({ phase }) => phase), ...phases.map(({ name }) => name)]);
  const rows = [...names].map((phase): ChartRow => {
    const measured = phases.find(({ name }) => name === phase);
    return {
      phase,
      measured: measured === undefined ? null : { from: measured.from - beganAt, to: measured.to - beganAt },
      expected: terms.find((term) => term.phase === phase) ?? null,
    };
  });
  // In the order of what happened; what did not happen keeps its place in the formula.
  return rows.sort((a, b) => (a.measured === null || b.measured === null ? 0 : a.measured.from - b.measured.from));
}

/** When each term of the formula begins and ends; what waits for the undo is counted on from it once it has come. */
function endsOf(terms: FaultRecord['expected']['terms'], undone: number | null): Term[] {
  let from = 0;
  let end: Interval = { min: 0, max: 0 };
  return terms.map(({ phase, interval, source }) => {
    const begins = from;
    if (interval === null) end = undone === null ? null : { min: undone, max: undone };
    else if (end !== null) end = { min: end.min + interval.min, max: end.max + interval.max };
    from = end?.min ?? from;
    return { phase, length: interval, source, from: begins, end };
  });
}

/** Round seconds for the scale, at most `most` of them. */
export function secondsOf({ from, to }: Pick<PhaseChart, 'from' | 'to'>, most: number): readonly number[] {
  const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1_200, 3_600].map((seconds) => seconds * 1_000);
  const step = steps.find((candidate) => (to - Math.max(0, from)) / candidate <= most) ?? 7_200_000;
  const ticks: number[] = [];
  for (let at = 0; at <= to; at += step) ticks.push(at);
  return ticks;
}
