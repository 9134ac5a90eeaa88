import { type Belief, beliefOf } from './belief.ts';
import { type WitnessReport, witnessNames } from './witness.ts';

/** Whether the witnesses name the same primary; who is right is for nobody here to say. */
export type Agreement = {
  readonly beliefs: readonly Belief[];
  /** Witnesses that can tell at all. */
  readonly telling: number;
  /** Whom all that can tell name; null while they disagree or nobody can tell. */
  readonly named: readonly string[] | null;
  readonly disagree: boolean;
  /** The witnesses whose answer is not that of the most; empty without a majority. */
  readonly apart: readonly Belief['witness'][];
};

/** Sets the witnesses' answers side by side. */
export function toAgreement(reports: readonly WitnessReport[]): Agreement {
  const beliefs = witnessNames.map((witness) => beliefOf(witness, reports));
  const telling = beliefs.flatMap(({ witness, primaries }) =>
    primaries === null ? [] : { witness, primaries, answer: primaries.join(' ') },
  );
  const votes = new Map<string, number>();
  for (const { answer } of telling) votes.set(answer, (votes.get(answer) ?? 0) + 1);
  const most = [...votes].find(([, count]) => count * 2 > telling.length)?.[0] ?? null;
  const disagree = votes.size > 1;
  return {
    beliefs,
    telling: telling.length,
    named: disagree ? null : (telling[0]?.primaries ?? null),
    disagree,
    apart: disagree && most !== null ? telling.flatMap(({ witness, answer }) => (answer === most ? [] : witness)) : [],
  };
}
