import type { EventBody } from '#protocol/journal.ts';
import { type BuiltEvent, type ReportParts, buildReport } from '../../reports/build-report.ts';
import { recordedRun, someCast } from '../../reports/recorded-run.ts';
import { readWholeLab } from '../claims/whole-lab.ts';

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

/** A report about a whole walk through the lab on a real cluster, with recordings that are made up. */
export async function wholeReport(name: string, parts: Partial<ReportParts> = {}): Promise<Uint8Array> {
  const events = (await readWholeLab()).map(({ at, body }) => ({ at, body }));
  const startedAt = events[0]?.at ?? beginning;
  const terminals = new Set(
    events.flatMap(({ body }) => (body.kind === 'command-started' ? [body.command.terminal] : [])),
  );
  return buildReport({
    author: { name, group: 'М3301' },
    events,
    recordings: Object.fromEntries([...terminals].map((terminal) => [terminal, someCast(startedAt)])),
    ...parts,
  });
}
