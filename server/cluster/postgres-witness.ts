import type { NodeView, TableView } from '#protocol/cluster.ts';

import { parseList, parseString } from '#protocol/parse.ts';

import { answered, silent } from './health.ts';
import { parseNodeState, parseTable } from './node-state.ts';
import { clockQuery, rowsQuery, stateQuery, tablesQuery } from './postgres-queries.ts';
import {
  createPostgresConnection,
  explainPostgres,
  type PostgresAddress,
  type PostgresConnection,
} from './postgres.ts';

type PostgresView = NodeView['postgres'];

/** The witness that asks one node's PostgreSQL what it is and what it holds. */
export type PostgresWitness = AsyncDisposable & {
  observe(address: Omit<PostgresAddress, 'database'>): Promise<PostgresView>;
};

const databaseLimit = 4;

/** What is known of a node that does not answer. */
export function silentPostgres(problem: string, port: number | null, answeredAt: number | null = null): PostgresView {
  return {
    ...silent(problem, answeredAt),
    port,
    clock: null,
    inRecovery: null,
    timeline: null,
    lsn: null,
    replication: [],
    receiving: null,
    tables: [],
    clients: [],
    settings: {},
  };
}

/** Keeps one connection a database. */
export function createPostgresWitness(): PostgresWitness {
  const connections = new Map<string, PostgresConnection>();
  let answeredAt: number | null = null;

  const connectionTo = (database: string) => {
    const known = connections.get(database);
    if (known !== undefined) return known;
    const made = createPostgresConnection();
    connections.set(database, made);
    return made;
  };

  const tablesIn = async (address: PostgresAddress): Promise<TableView[]> => {
    const connection = connectionTo(address.database);
    const found: TableView[] = [];
    for (const table of await connection.rows(address, tablesQuery)) {
      try {
        const [content] = await connection.rows(address, rowsQuery(String(table.schema), String(table.name)));
        found.push(parseTable(address.database, table, content));
      } catch (error) {
        // A table that was dropped a moment ago is left out; one that can't be read now is still there.
        if (isUnread(error)) found.push(parseTable(address.database, table, unread));
        else if (!isGone(error)) throw error;
      }
    }
    return found;
  };

  return {
    async observe(server) {
      try {
        const main = { ...server, database: 'postgres' };
        const connection = connectionTo('postgres');
        const [first] = await connection.rows(main, clockQuery);
        const databases = parseList(first?.databases, 'databases', (name, path) => parseString(name, path));
        const tables: TableView[] = [];
        for (const database of databases.slice(0, databaseLimit)) {
          tables.push(...(await tablesIn({ ...server, database })));
        }
        // Sessions after the tables: whoever wrote a row that was read has moved by now.
        const [row] = await connection.rows(main, stateQuery);
        const state = parseNodeState(row?.state);
        const clock = first?.clock instanceof Date ? first.clock.toISOString() : null;
        const health = answered();
        answeredAt = health.answeredAt;
        return { ...health, port: server.port, clock, ...state, tables };
      } catch (error) {
        return silentPostgres(explainPostgres(error), server.port, answeredAt);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...connections.values()].map((connection) => connection[Symbol.asyncDispose]()));
      connections.clear();
    },
  };
}

const unread = { rowCount: 0, digest: '', rows: [] };

/** A lock was not granted, the statement took too long, the replica had to cancel it, or the right is missing. */
function isUnread(error: unknown): boolean {
  return ['55P03', '57014', '40001', '42501'].includes(sqlStateOf(error));
}

/** The table, its schema or its database is gone. */
function isGone(error: unknown): boolean {
  return ['42P01', '3F000'].includes(sqlStateOf(error));
}

function sqlStateOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
