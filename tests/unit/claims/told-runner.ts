import type { CheckResult } from '#protocol/check.ts';
import type { ClusterView } from '#protocol/cluster.ts';
import { createFaultBook } from '#protocol/fault-records.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { parseEventBody } from '#protocol/journal-parse.ts';
import { type CheckJournal, createCheckRunner } from '../../../server/run/check-runner.ts';

/** The real runner of the checks over views that a test tells, beside a journal in memory. */
export type ToldRunner = {
  readonly events: readonly JournalEvent[];
  /** Writes an event, as the rest of a server does. */
  readonly append: (body: JournalEvent['body']) => JournalEvent;
  /** Looks once, a second later, and asks these checks. */
  readonly look: (view: ClusterView, ...ids: readonly string[]) => Promise<readonly CheckResult[]>;
  /** Another server that opens the same journal. */
  readonly reopened: () => ToldRunner;
};

/** Goes on where the events end; without events a run begins. */
export function tellRunner(before: readonly JournalEvent[] = []): ToldRunner {
  const events = [...before];
  const followers = new Set<(event: JournalEvent) => void>();
  const book = createFaultBook();
  for (const event of events) book.add(event);
  let now = events.at(-1)?.at ?? Date.UTC(2026, 0, 1, 12);

  const append = (body: JournalEvent['body']): JournalEvent => {
    // What is not written as JSON and read again does not stand in a journal.
    const written: unknown = JSON.parse(JSON.stringify(body));
    const event = { seq: (events.at(-1)?.seq ?? 0) + 1, at: now, body: parseEventBody(written) };
    events.push(event);
    book.add(event);
    for (const follower of followers) follower(event);
    return event;
  };
  const journal: CheckJournal = {
    append,
    read: (from, limit = 1_000, kinds) =>
      events.filter(({ seq, body }) => seq >= from && (kinds?.includes(body.kind) ?? true)).slice(0, limit),
    follow(listener) {
      followers.add(listener);
      return { [Symbol.dispose]: () => void followers.delete(listener) };
    },
  };
  if (events.length === 0) append({ kind: 'run-started', lab: '1', project: 'lab' });

  let view: ClusterView | null = null;
  const observer = {
    observe: () => (view === null ? Promise.reject(new Error('no view was told')) : Promise.resolve(view)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const runner = createCheckRunner({ observer, journal, book });
  return {
    events,
    append,
    async look(seen, ...ids) {
      now += 1_000;
      view = atTime(seen, now);
      return await runner.run(ids);
    },
    reopened: () => tellRunner(events),
  };
}

/** The same view at another time, by the observer's clock and by the servers' own. */
function atTime(view: ClusterView, at: number): ClusterView {
  const clock = new Date(at).toISOString();
  return {
    ...view,
    at,
    nodes: view.nodes.map((node) => ({
      ...node,
      postgres: { ...node.postgres, clock: node.postgres.clock === null ? null : clock },
    })),
  };
}
