import type { EventBody } from './journal.ts';

/**
 * The kinds of events that the time strip and the measurements of faults are made of.
 * `GET /api/run/timeline?from=N` answers with them as JSON lines, the first of which is `{"run": id, "seq": last}`.
 */
export const timelineKinds = [
  'run-started',
  'server-started',
  'watch',
  'witness',
  'docker-event',
  'command-started',
  'command-ended',
  'fact',
  'fault',
  'prediction',
  'probe-started',
  'probe-batch',
  'probe-control',
  'probe-ended',
  'probe-read-back',
] as const satisfies readonly EventBody['kind'][];

const known: ReadonlySet<EventBody['kind']> = new Set(timelineKinds);

/** Whether an event belongs to the time strip. */
export function isOfTimeline(kind: EventBody['kind']): boolean {
  return known.has(kind);
}
