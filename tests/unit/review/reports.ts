import type { EventBody } from '#protocol/journal.ts';
import { type BuiltEvent, type ReportParts, buildReport } from '../../reports/build-report.ts';
import { recordedRun } from '../../reports/recorded-run.ts';

const beginning = Date.UTC(2026, 10, 23, 9);

/** Events a second apart. */
export function eventsOf(...bodies: readonly EventBody[]): BuiltEvent[] {
  return bodies.map((body, index) => ({ at: beginning + index * 1_000, body }));
}

/** A short report of somebody. */
export function reportOf(name: string, parts: Partial<ReportParts> = {}): Uint8Array {
  return buildReport({
    author: { name, group: 'М3301' },
    events: eventsOf({ kind: 'run-started', lab: '0.1.0', project: 'lab' }),
    ...parts,
  });
}

/** A report about a run that was recorded on a real cluster. */
export function realReport(name: string, parts: Partial<ReportParts> = {}): Uint8Array {
  return buildReport({ ...recordedRun('stop-and-switchover'), author: { name, group: 'М3301' }, ...parts });
}
