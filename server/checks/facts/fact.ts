import type { ClusterView } from '#protocol/cluster.ts';
import type { JournalEvent } from '#protocol/journal.ts';

/**
 * What an observation showed once and the journal keeps, so that what happened stays.
 *
 * | fact | when | detail |
 * | --- | --- | --- |
 * | `generation` | all node containers are new | `containers` |
 * | `leader-named` | Patroni names a node that takes writes, and it is another one than before | `node`, `timeline` |
 * | `leader-stopped` | the container of the named leader does not run, and the other node answers | `node`, `exitCode` |
 * | `replica-stopped` | the same of a node that was not the leader | `node` |
 * | `failover` | after that another node is named | `from`, `to`, `timeline` |
 * | `returned` | the former leader streams from the new one on its timeline | `node`, `leader`, `timeline` |
 * | `table` | a table was `created`, `changed`, `dropped`, or `seen` first when nobody had looked | `table`, `change`, `rows`, `digest`, `node`, `through`, `absent` |
 * | `refused-write` | a replica's log has a write refused as read-only | `node`, `container`, `count`, `words` |
 * | `survived`, `lost` | after a new generation: whether the tables of the one before are there | `tables` |
 */
export type FactName =
  | 'generation'
  | 'leader-named'
  | 'leader-stopped'
  | 'replica-stopped'
  | 'failover'
  | 'returned'
  | 'table'
  | 'refused-write'
  | 'survived'
  | 'lost';

/** A fact that is about to be written. */
export type NewFact = { readonly fact: FactName; readonly detail: Readonly<Record<string, string>> };

/** A fact of the journal; `at` is milliseconds since the epoch. */
export type Fact = {
  /** Its event's place; null before it is written. */
  readonly seq: number | null;
  readonly at: number;
  readonly fact: string;
  readonly detail: Readonly<Record<string, string>>;
};

/** Finds facts in what was observed last and now, beside what is known already. */
export type FactFinder = (
  previous: ClusterView | null,
  view: ClusterView,
  known: readonly Fact[],
) => readonly NewFact[];

/** The facts among a journal's events; a command that PostgreSQL refused as read-only is one too. */
export function factsAmong(events: Iterable<JournalEvent>): Fact[] {
  const facts: Fact[] = [];
  for (const event of events) {
    const fact = factOf(event);
    if (fact !== null) facts.push(fact);
  }
  return facts;
}

/** The fact that an event is, or null. */
export function factOf({ seq, at, body }: JournalEvent): Fact | null {
  if (body.kind === 'fact') return { seq, at, fact: body.fact, detail: body.detail };
  if (body.kind === 'command-ended' && body.command.sqlState === '25006') {
    return { seq, at, fact: 'refused-write', detail: { words: 'SQLSTATE 25006', terminal: body.command.terminal } };
  }
  return null;
}

/** The newest fact of a name, or undefined. */
export function newest(facts: readonly Fact[], name: FactName): Fact | undefined {
  return facts.findLast(({ fact }) => fact === name);
}

/** The facts that came after another one; all of them when there is none. */
export function after(facts: readonly Fact[], mark: Fact | undefined): readonly Fact[] {
  return mark === undefined ? facts : facts.slice(facts.indexOf(mark) + 1);
}
