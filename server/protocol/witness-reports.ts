import type { JournalEvent } from './journal.ts';
import type { WitnessChange, WitnessReport } from './witness.ts';

/** Whether two reports come from one witness: PostgreSQL and Patroni have one a node. */
export function isSameWitness(
  a: Pick<WitnessChange, 'witness' | 'node'>,
  b: Pick<WitnessChange, 'witness' | 'node'>,
): boolean {
  return a.witness === b.witness && a.node === b.node;
}

/** Voices that are listened to: two nodes have seven, and a journal from elsewhere may name any number. */
const mostVoices = 24;

/** What every witness said last, after one more event; a pure function, so that a replay shows what the live run showed. */
export function addToReports(reports: readonly WitnessReport[], { at, body }: JournalEvent): readonly WitnessReport[] {
  if (body.kind === 'run-started') return [];
  // Whoever begins to watch tells everything anew.
  if (body.kind === 'watch') return body.state === 'began' ? [] : reports;
  if (body.kind !== 'witness') return reports;
  const { witness, node, problem, testimony } = body;
  const index = reports.findIndex((report) => isSameWitness(report, body));
  if (index === -1 && reports.length >= mostVoices) return reports;
  const before = reports[index];
  const report: WitnessReport = {
    witness,
    node,
    problem,
    testimony: testimony ?? before?.testimony ?? null,
    answeredAt: problem === null ? at : (before?.answeredAt ?? null),
    changedAt: at,
    gauges: before?.gauges ?? null,
  };
  return index === -1 ? [...reports, report] : reports.with(index, report);
}

/** What every witness said last after all the given events. */
export function toReports(events: Iterable<JournalEvent>): readonly WitnessReport[] {
  let reports: readonly WitnessReport[] = [];
  for (const event of events) reports = addToReports(reports, event);
  return reports;
}
