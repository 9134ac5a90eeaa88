/** `acked`: confirmed; `failed`: surely not written; `unknown`: sent, and no answer came. */
export type WriteOutcome = 'acked' | 'failed' | 'unknown';

/** The letters that stand for the outcomes in a batch. */
export const outcomeLetters = { a: 'acked', f: 'failed', u: 'unknown' } as const satisfies Record<string, WriteOutcome>;

/** Why a probe ended: the student's wish, a healthy cluster after a fault, its time limit, or the server's end. */
export const probeEnds = ['student', 'recovered', 'limit', 'server'] as const;

/** Confirmed writes in a row that one server confirmed on one timeline. */
export type AckedRun = { readonly node: string | null; readonly timeline: number | null; readonly count: number };

/** Numbers in a row: the first one and how many. */
export type NumberRun = readonly [first: number, count: number];

/**
 * Writes that were settled since the last batch, in the order of their settling: the lists tell of as many.
 * Times are milliseconds: `at` since the epoch, `sent` after `at` (may be negative), `took` from sending to settling.
 */
export type ProbeBatch = {
  readonly probe: string;
  readonly at: number;
  /** The rows' numbers, counted from 1 in the order of sending; `numbersOf` gives them one by one. */
  readonly numbers: readonly NumberRun[];
  readonly sent: readonly number[];
  readonly took: readonly number[];
  /** One letter a write: `a`, `f`, `u`. */
  readonly outcomes: string;
  /** The acked ones of this batch, in their order, by who confirmed them. */
  readonly by: readonly AckedRun[];
  /** How often each reason stood behind a failed or unknown write, e.g. `{"ECONNREFUSED": 3, "25006": 1}`. */
  readonly reasons: Readonly<Record<string, number>>;
};

/** The rows' numbers of a batch, one by one in its order. */
export function numbersOf({ numbers }: Pick<ProbeBatch, 'numbers'>): number[] {
  return numbers.flatMap(([first, count]) => Array.from({ length: count }, (_, index) => first + index));
}

/** A write straight to a node that calls itself primary while another one does too: the test for a split brain. */
export type ControlWrite = {
  readonly probe: string;
  readonly node: string;
  readonly timeline: number | null;
  /** When it was settled. */
  readonly at: number;
  readonly outcome: WriteOutcome;
};

/** What was read back from one node after the recovery, beside what the probe knows of its writes. */
export type ReadBack = {
  readonly probe: string;
  readonly node: string;
  readonly role: 'leader' | 'replica';
  readonly rows: number;
  /** Acked and missing; at most the first 1,000 numbers stand in the lists. */
  readonly lostCount: number;
  readonly lost: readonly number[];
  /** Unknown and present. */
  readonly unansweredCount: number;
  readonly unanswered: readonly number[];
};

/** What the page shows while a probe writes. */
export type ProbeStatus = {
  readonly probe: string;
  readonly state: 'starting' | 'writing' | 'reading-back' | 'ended';
  readonly startedAt: number;
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly lastAckAt: number | null;
  /** Milliseconds since the last ack when writes do not go through; null while they do. */
  readonly outage: number | null;
  readonly problem: string | null;
};
