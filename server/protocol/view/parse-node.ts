import type { ClientView, NodeView, TableView } from '../cluster.ts';
import { ParseError, parseList, parseOptionalString, parseRecord } from '../parse.ts';
import { parseCount, parseItems, parseOptionalBoolean, parseOptionalText, parseText, viewBounds } from './bounds.ts';
import { parseOptionalNumber } from '../witness-parse.ts';
import { parseHealth } from './parse-health.ts';

/** Reads a node of a recorded view. */
export function parseNode(value: unknown, path: string): NodeView {
  const raw = parseRecord(value, path);
  const refusals = parseRecord(raw.refusals, `${path}.refusals`);
  return {
    name: parseText(raw.name, `${path}.name`),
    postgres: parsePostgres(raw.postgres, `${path}.postgres`),
    refusals: {
      count: parseCount(refusals.count, `${path}.refusals.count`),
      last: parseOptionalText(refusals.last, `${path}.refusals.last`),
    },
    patroni: parsePatroni(raw.patroni, `${path}.patroni`),
  };
}

function parsePostgres(value: unknown, path: string): NodeView['postgres'] {
  const raw = parseRecord(value, path);
  return {
    ...parseHealth(raw, path),
    port: parseOptionalNumber(raw.port, `${path}.port`),
    clock: parseOptionalText(raw.clock, `${path}.clock`),
    inRecovery: parseOptionalBoolean(raw.inRecovery, `${path}.inRecovery`),
    timeline: parseOptionalNumber(raw.timeline, `${path}.timeline`),
    lsn: parseOptionalText(raw.lsn, `${path}.lsn`),
    replication: parseItems(raw.replication, `${path}.replication`, (item, where) => {
      const row = parseRecord(item, where);
      return {
        applicationName: parseText(row.applicationName, `${where}.applicationName`),
        clientAddress: parseOptionalText(row.clientAddress, `${where}.clientAddress`),
        state: parseText(row.state, `${where}.state`),
        syncState: parseText(row.syncState, `${where}.syncState`),
        lagBytes: parseOptionalNumber(row.lagBytes, `${where}.lagBytes`),
      };
    }),
    receiving: parseOptionalBoolean(raw.receiving, `${path}.receiving`),
    tables: parseItems(raw.tables, `${path}.tables`, parseTable),
    clients: parseItems(raw.clients, `${path}.clients`, parseClient),
    settings: parseSettings(raw.settings, `${path}.settings`),
  };
}

function parseTable(value: unknown, path: string): TableView {
  const raw = parseRecord(value, path);
  return {
    database: parseText(raw.database, `${path}.database`),
    schema: parseText(raw.schema, `${path}.schema`),
    name: parseText(raw.name, `${path}.name`),
    columns: parseItems(raw.columns, `${path}.columns`, parseText),
    rowCount: parseCount(raw.rowCount, `${path}.rowCount`),
    rows: parseList(
      raw.rows,
      `${path}.rows`,
      (row, where) => parseItems(row, where, (item, place) => parseOptionalString(item, place, viewBounds.value)),
      viewBounds.rows,
    ),
    digest: parseText(raw.digest, `${path}.digest`),
  };
}

function parseClient(value: unknown, path: string): ClientView {
  const raw = parseRecord(value, path);
  return {
    address: parseOptionalText(raw.address, `${path}.address`),
    application: parseText(raw.application, `${path}.application`),
    state: parseOptionalText(raw.state, `${path}.state`),
    query: parseText(raw.query, `${path}.query`),
    changedAt: parseOptionalText(raw.changedAt, `${path}.changedAt`),
  };
}

function parseSettings(value: unknown, path: string): NodeView['postgres']['settings'] {
  const entries = Object.entries(parseRecord(value, path));
  if (entries.length > viewBounds.items) throw new ParseError(path, `at most ${viewBounds.items} settings`);
  return Object.fromEntries(
    entries.map(([name, setting]) => [parseText(name, path), parseText(setting, `${path}.${name.slice(0, 40)}`)]),
  );
}

function parsePatroni(value: unknown, path: string): NodeView['patroni'] {
  const raw = parseRecord(value, path);
  return {
    ...parseHealth(raw, path),
    member: parseOptionalText(raw.member, `${path}.member`),
    role: parseOptionalText(raw.role, `${path}.role`),
    state: parseOptionalText(raw.state, `${path}.state`),
    timeline: parseOptionalNumber(raw.timeline, `${path}.timeline`),
    version: parseOptionalText(raw.version, `${path}.version`),
    scope: parseOptionalText(raw.scope, `${path}.scope`),
    answersCheck: parseOptionalNumber(raw.answersCheck, `${path}.answersCheck`),
    checkProblem: parseOptionalText(raw.checkProblem, `${path}.checkProblem`),
  };
}
