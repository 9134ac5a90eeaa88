import type { WitnessReport } from '#protocol/witness.ts';

/**
 * The reports of a recorded moment as if their witnesses had just answered: a journal keeps what changed,
 * and not each answer that said the same once more.
 */
export function heardAt(reports: readonly WitnessReport[], at: number): readonly WitnessReport[] {
  return reports.map((report) => (report.problem === null ? { ...report, answeredAt: at } : report));
}
