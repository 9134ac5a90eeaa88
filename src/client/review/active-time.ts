import type { EventBody, JournalEvent } from '#protocol/journal.ts';

/** What only a person at work brings about; what the lab notes by itself is no work. */
const deeds: ReadonlySet<EventBody['kind']> = new Set([
  'command-started',
  'command-ended',
  'terminal-opened',
  'file-saved',
  'answer-saved',
  'answer-opened',
  'hint-shown',
  'step-opened',
  'prediction',
  'fault',
] as const);

/** Milliseconds between two deeds up to which somebody is taken to be at work: reading a step takes minutes. */
export const longestThought = 10 * 60_000;

/** How long somebody worked on a run, in milliseconds: the time between its deeds without the long pauses. */
export function activeTime(events: Iterable<JournalEvent>): number {
  let total = 0;
  let last: number | null = null;
  for (const { at, body } of events) {
    if (!deeds.has(body.kind)) continue;
    if (last !== null && at > last && at - last <= longestThought) total += at - last;
    last = at;
  }
  return total;
}
