import {
  numbersOf,
  outcomeLetters,
  type NumberRun,
  type ProbeBatch,
  type ReadBack,
  type WriteOutcome,
} from '#protocol/probe.ts';

/** What a probe knows of its writes by the journal: what only it remembered counts as nothing. */
export type Ledger = {
  readonly add: (batch: ProbeBatch) => void;
  readonly count: (outcome: WriteOutcome) => number;
  readonly lastAckAt: () => number | null;
  /** Sets its writes beside the numbers that were read back. */
  readonly compare: (present: readonly NumberRun[]) => Comparison;
};

/** The differences; `impossible` are rows that were surely not written and are there. */
export type Comparison = Omit<ReadBack, 'probe' | 'node' | 'role'> & { readonly impossible: readonly number[] };

const listed = 1_000;

/** An empty ledger. */
export function createLedger(): Ledger {
  const outcomes = new Map<number, WriteOutcome>();
  const counts: Record<WriteOutcome, number> = { acked: 0, failed: 0, unknown: 0 };
  let lastAckAt: number | null = null;

  return {
    add(batch) {
      const { at, sent, took, outcomes: text } = batch;
      for (const [index, number] of numbersOf(batch).entries()) {
        const outcome = outcomeOf(text[index]);
        outcomes.set(number, outcome);
        counts[outcome] += 1;
        if (outcome === 'acked') lastAckAt = Math.max(lastAckAt ?? 0, at + (sent[index] ?? 0) + (took[index] ?? 0));
      }
    },
    count: (outcome) => counts[outcome],
    lastAckAt: () => lastAckAt,
    compare(present) {
      const there = new Set<number>();
      for (const [first, count] of present) for (let next = 0; next < count; next += 1) there.add(first + next);
      const found: Record<WriteOutcome, number[]> = { acked: [], failed: [], unknown: [] };
      for (const [number, outcome] of outcomes) {
        if (there.has(number) !== (outcome === 'acked')) found[outcome].push(number);
      }
      for (const numbers of Object.values(found)) numbers.sort((left, right) => left - right);
      return {
        rows: there.size,
        lostCount: found.acked.length,
        lost: found.acked.slice(0, listed),
        unansweredCount: found.unknown.length,
        unanswered: found.unknown.slice(0, listed),
        impossible: found.failed,
      };
    },
  };
}

function outcomeOf(letter: string | undefined): WriteOutcome {
  if (letter === 'a' || letter === 'f' || letter === 'u') return outcomeLetters[letter];
  throw new Error(`no outcome has the letter ${letter}`);
}
