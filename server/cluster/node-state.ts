import type { ClientView, NodeView, TableView } from '#protocol/cluster.ts';
import {
  parseBoolean,
  parseInteger,
  parseList,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';

/** What `stateQuery` says, without the tables. */
export type NodeState = Pick<
  NodeView['postgres'],
  'inRecovery' | 'timeline' | 'lsn' | 'replication' | 'receiving' | 'clients' | 'settings'
>;

/** Reads the answer of `stateQuery`. */
export function parseNodeState(value: unknown): NodeState {
  const raw = parseRecord(value, 'state');
  const settings = Object.entries(raw.settings === null ? {} : parseRecord(raw.settings, 'settings'));
  return {
    inRecovery: parseBoolean(raw.inRecovery, 'inRecovery'),
    timeline: raw.timeline === null ? null : parseInteger(raw.timeline, 'timeline', 0, 2 ** 31),
    lsn: parseOptionalString(raw.lsn, 'lsn'),
    receiving: raw.receiving === null ? null : parseBoolean(raw.receiving, 'receiving'),
    replication: parseList(raw.replication, 'replication', (item, path) => {
      const row = parseRecord(item, path);
      return {
        applicationName: parseString(row.applicationName, path),
        clientAddress: parseOptionalString(row.clientAddress, path),
        state: parseOptionalString(row.state, path) ?? '',
        syncState: parseOptionalString(row.syncState, path) ?? '',
        lagBytes: typeof row.lagBytes === 'number' ? row.lagBytes : null,
      };
    }),
    clients: parseList(raw.clients, 'clients', parseClient, 500),
    settings: Object.fromEntries(settings.map(([name, setting]) => [name, String(setting)])),
  };
}

function parseClient(value: unknown, path: string): ClientView {
  const raw = parseRecord(value, path);
  return {
    address: parseOptionalString(raw.address, path),
    application: parseOptionalString(raw.application, path) ?? '',
    state: parseOptionalString(raw.state, path),
    query: parseOptionalString(raw.query, path) ?? '',
    changedAt: parseOptionalString(raw.changedAt, path),
  };
}

/** Reads a row of `tablesQuery` together with the answer of `rowsQuery` for it. */
export function parseTable(database: string, table: unknown, content: unknown): TableView {
  const head = parseRecord(table, 'table');
  const body = parseRecord(content, 'rows');
  const columns = parseList(head.columns, 'columns', (item, path) => parseString(item, path), 1_600);
  return {
    database,
    schema: parseString(head.schema, 'schema'),
    name: parseString(head.name, 'name'),
    columns,
    rowCount: parseInteger(body.rowCount, 'rowCount', 0, 10_000),
    digest: parseString(body.digest, 'digest'),
    rows: parseList(body.rows, 'rows', (item, path) => {
      const row = parseRecord(item, path);
      return columns.map((column) => textOf(row[column]));
    }),
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value.slice(0, 200) : JSON.stringify(value).slice(0, 200);
}
