import type { Journal } from '../journal/journal.ts';
import { createPostgresConnection, type PostgresAddress, type PostgresConnection } from '../cluster/postgres.ts';
import { judgeAnswer, judgeFailure, ReadOnlyNode, type Verdict } from './outcome.ts';
import type { NodePlace } from './places.ts';
import { openShortSession } from './session.ts';
import { controlStatement, helloStatement } from './table.ts';
import { deadlines } from './writer.ts';

export type ControlOptions = {
  readonly probe: string;
  readonly nodes: () => readonly NodePlace[];
  readonly journal: Pick<Journal, 'append' | 'now'>;
  readonly report: (error: unknown) => void;
};

/** Milliseconds between two questions to a node, and between two control writes. */
const askEvery = 500;
/** An older answer is not one of the same moment. */
const sameMoment = 600;
const nothing = Promise.resolve();

type Watched = {
  readonly connection: PostgresConnection;
  /** When it last said that it is not in recovery; null after any other answer. */
  primaryAt: number | null;
  asking: Promise<void> | null;
  writing: Promise<void> | null;
};

/**
 * Asks the nodes whether they are in recovery, past the entry point; when more than one is not, each of them is tried
 * with a write, since only an acknowledged one proves a split brain.
 */
export function createControl({ probe, nodes, journal, report }: ControlOptions): AsyncDisposable {
  const watched = new Map<string, Watched>();
  const timer = setInterval(round, askEvery);

  function round(): void {
    const reachable = nodes().flatMap(({ name, server }) => (server === null ? [] : [{ name, server }]));
    for (const { name, server } of reachable) {
      const node = watchedAs(name);
      node.asking ??= ask(node, server).finally(() => {
        node.asking = null;
      });
    }
    const since = performance.now() - sameMoment;
    const primaries = reachable.filter(({ name }) => (watchedAs(name).primaryAt ?? -Infinity) >= since);
    if (primaries.length < 2) return;
    for (const { name, server } of primaries) {
      const node = watchedAs(name);
      node.writing ??= write(name, server)
        .catch(report)
        .finally(() => {
          node.writing = null;
        });
    }
  }

  function watchedAs(name: string): Watched {
    const known = watched.get(name);
    if (known !== undefined) return known;
    const made = { connection: createPostgresConnection(), primaryAt: null, asking: null, writing: null };
    watched.set(name, made);
    return made;
  }

  async function ask(node: Watched, server: PostgresAddress): Promise<void> {
    try {
      const [row] = await node.connection.rows(server, 'SELECT pg_is_in_recovery() AS replica');
      node.primaryAt = row?.replica === false ? performance.now() : null;
    } catch (error) {
      // A node that does not answer takes no writes either; the witnesses tell why it is silent.
      if (!(error instanceof Error)) throw error;
      node.primaryAt = null;
    }
  }

  async function write(name: string, server: PostgresAddress): Promise<void> {
    const { verdict, timeline } = await attempt(name, server);
    journal.append({
      kind: 'probe-control',
      probe,
      node: name,
      timeline,
      at: journal.now(),
      outcome: verdict.outcome,
    });
  }

  async function attempt(
    name: string,
    server: PostgresAddress,
  ): Promise<{ verdict: Verdict; timeline: number | null }> {
    let sent = false;
    try {
      using session = await openShortSession('контрольная запись', server, deadlines);
      const [hello] = (await session.ask(helloStatement)).rows;
      if (hello?.readOnly !== false) throw new ReadOnlyNode();
      sent = true;
      const { rows, warnings } = await session.ask(controlStatement(probe, name));
      const timeline = rows[0]?.timeline;
      return { verdict: judgeAnswer(warnings), timeline: typeof timeline === 'number' ? timeline : null };
    } catch (error) {
      return { verdict: judgeFailure(sent, error), timeline: null };
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      const all = [...watched.values()];
      for (const { asking, writing } of all) await Promise.all([asking ?? nothing, writing ?? nothing]);
      await Promise.all(all.map(({ connection }) => connection[Symbol.asyncDispose]()));
    },
  };
}
