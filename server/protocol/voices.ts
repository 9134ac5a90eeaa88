import type { Testimony, WitnessName, WitnessReport } from './witness.ts';

/** What the witness of this name says. */
export type TestimonyOf<Name extends WitnessName> = Extract<Testimony, { witness: Name }>;

/** One voice of a witness: PostgreSQL and Patroni have one a node. */
export type Voice<Name extends WitnessName> = {
  readonly node: string | null;
  /** What it says now; null while it can't be asked. */
  readonly now: TestimonyOf<Name> | null;
  /** What it said last, also while it is silent. */
  readonly last: TestimonyOf<Name> | null;
  readonly problem: string | null;
  /** Since when it can't be asked. */
  readonly silentSince: number | null;
};

/** The voices of a witness, each typed by what that witness says. */
export function voicesOf<Name extends WitnessName>(
  name: Name,
  reports: readonly WitnessReport[],
): readonly Voice<Name>[] {
  return reports.flatMap((report) => {
    if (report.witness !== name) return [];
    const last = report.testimony !== null && isOf(report.testimony, name) ? report.testimony : null;
    const { node, problem } = report;
    return {
      node,
      last,
      problem,
      now: problem === null ? last : null,
      silentSince: problem === null ? null : report.changedAt,
    };
  });
}

/** The only voice of a witness that has one for the whole cluster; null before it was ever asked. */
export function voiceOf<Name extends 'docker' | 'zookeeper' | 'haproxy'>(
  name: Name,
  reports: readonly WitnessReport[],
): Voice<Name> | null {
  return voicesOf(name, reports)[0] ?? null;
}

function isOf<Name extends WitnessName>(testimony: Testimony, name: Name): testimony is TestimonyOf<Name> {
  return testimony.witness === name;
}
