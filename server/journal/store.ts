import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { chainStart, hashLink, type Link } from '#bundle/chain.ts';
import { parseCheckpoint, formatCheckpoint, type Checkpoint } from '#bundle/checkpoint.ts';
import { createSalts } from './salts.ts';
import { storeDamaged, storeFull, storeInUse, storeNewer, storeUnwritable } from './store-errors.ts';

/** A row of the store, as it stands there: `body` is JSON, not yet looked at. */
export type StoredEvent = { readonly seq: number; readonly at: number; readonly kind: string; readonly body: string };

/** A row of the store as a link of its chain. */
export type StoredLink = Link & { readonly hash: Uint8Array };

/** The run's store on disk: its events as a hash chain, and the checkpoints of that chain. The only file that knows node:sqlite. */
export type EventStore = Disposable & {
  /** Writes the next event; it is on disk when this returns. */
  insert(at: number, kind: string, body: string): number;
  /** Rows from `from` on, in order, of the given kinds (of all when null), read one by one. */
  rows(from: number, kinds: readonly string[] | null): Iterable<StoredEvent>;
  last(): { readonly seq: number; readonly at: number; readonly hash: Uint8Array };
  /** The events from `from` on with what chains them, read one by one. */
  readonly links: (from: number) => Iterable<StoredLink>;
  readonly keepCheckpoint: (checkpoint: Checkpoint) => void;
  readonly checkpoints: () => Checkpoint[];
};

/** Each step leads from the version of its index to the next; a step that was released is never edited. */
const migrations: readonly (string | ((database: DatabaseSync) => void))[] = [
  `create table events (
     seq integer primary key,
     at integer not null,
     kind text not null,
     body text not null check (json_valid(body))
   ) strict;
   create index events_by_kind on events (kind, seq);`,
  (database) => {
    database.exec(`
      alter table events rename to unchained;
      drop index events_by_kind;
      create table events (
        seq integer primary key,
        at integer not null,
        kind text not null,
        body text not null check (json_valid(body)),
        salt blob not null check (length(salt) = 16),
        hash blob not null check (length(hash) = 32)
      ) strict;
      create table checkpoints (seq integer primary key, line text not null check (json_valid(line))) strict;`);
    chainUp(database);
    database.exec('drop table unchained; create index events_by_kind on events (kind, seq)');
  },
];

/** Gives the events of a store without a chain their links: what they are is vouched for from this moment on. */
function chainUp(database: DatabaseSync): void {
  const insert = database.prepare(insertEvent);
  const newSalt = createSalts();
  let previous = chainStart();
  for (const row of database.prepare('select seq, at, kind, body from unchained order by seq').iterate()) {
    const { seq, at, kind, body } = toStoredEvent(row);
    const salt = newSalt();
    previous = hashLink(previous, { salt, seq, at, body });
    insert.run(seq, at, kind, body, salt, previous);
  }
}

const insertEvent = 'insert into events (seq, at, kind, body, salt, hash) values (?, ?, ?, ?, ?, ?)';

// SQLite's primary result codes.
const codes = { busy: 5, readOnly: 8, inputOutput: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };
const unwritable: readonly (number | null)[] = [codes.readOnly, codes.inputOutput, codes.cannotOpen];

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

function readBytes(row: Record<string, unknown> | undefined, column: string): Uint8Array {
  const value = row?.[column];
  return value instanceof Uint8Array ? value : chainStart();
}

function readNumber(row: Record<string, unknown> | undefined, column: string): number {
  const value = row?.[column];
  return typeof value === 'number' ? value : 0;
}

/** Moves a file that cannot be read, with SQLite's own files beside it, to a free name. */
function keepAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number += 1;
  const kept = `${file}.damaged-${number}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
  }
  return kept;
}

/** A file that opens and is still not a sound store. */
class DamagedStore extends Error {}

function readVersion(database: DatabaseSync): number {
  return readNumber(database.prepare('pragma user_version').get(), 'user_version');
}

function migrate(database: DatabaseSync): void {
  const version = readVersion(database);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    database.exec('begin immediate');
    try {
      if (typeof step === 'string') database.exec(step);
      else step(database);
      database.exec(`pragma user_version = ${index + 1}; commit`);
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  }
}

function prepareDatabase(database: DatabaseSync, file: string): void {
  // Asked first: a newer store must not be touched, not even in its header.
  const version = readVersion(database);
  if (version > migrations.length) throw storeNewer(file, version, migrations.length);
  // Exclusive: seq, clock and followers belong to one process; a second one must not write between them.
  database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
  const verdict = database.prepare('pragma quick_check(1)').get();
  if (verdict?.quick_check !== 'ok') throw new DamagedStore(String(verdict?.quick_check));
  migrate(database);
  // The exclusive lock is only taken by the first write or read of the WAL: take it now.
  database.exec('begin immediate; commit');
}

/**
 * Opens the store, or makes it.
 * @throws LabError `store-newer`, `store-in-use`, or `store-damaged` (the file is then kept under another name)
 */
export function openStore(file: string): EventStore {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 1_000 });
  try {
    prepareDatabase(database, file);
    return createStore(database, file);
  } catch (error) {
    database.close();
    const code = resultCode(error);
    if (code === codes.busy) throw storeInUse(file, error);
    if (code === codes.full) throw storeFull(file, error);
    if (unwritable.includes(code)) throw storeUnwritable(file, error);
    const damaged = error instanceof DamagedStore || code === codes.corrupt || code === codes.notADatabase;
    if (damaged) throw storeDamaged(file, keepAside(file), error);
    throw error;
  }
}

function toStoredEvent(row: Record<string, unknown>): StoredEvent {
  return { seq: readNumber(row, 'seq'), at: readNumber(row, 'at'), kind: String(row.kind), body: String(row.body) };
}

function toStoredLink(row: Record<string, unknown>): StoredLink {
  const { seq, at, body } = toStoredEvent(row);
  return { seq, at, body, salt: readBytes(row, 'salt'), hash: readBytes(row, 'hash') };
}

function createStore(database: DatabaseSync, file: string): EventStore {
  const insert = database.prepare(insertEvent);
  const newSalt = createSalts();
  const page = database.prepare('select seq, at, kind, body from events where seq >= ? order by seq limit 256');
  const pageOfKinds = database.prepare(
    `select seq, at, kind, body from events
     where seq >= ? and kind in (select value from json_each(?)) order by seq limit 256`,
  );
  const pageOfLinks = database.prepare(
    'select seq, at, body, salt, hash from events where seq >= ? order by seq limit 256',
  );
  const last = database.prepare('select seq, at, hash from events order by seq desc limit 1');
  const insertCheckpoint = database.prepare('insert or replace into checkpoints (seq, line) values (?, ?)');
  const allCheckpoints = database.prepare('select line from checkpoints order by seq');
  let lastSeq = readNumber(last.get(), 'seq');
  let head = readBytes(last.get(), 'hash');

  function write(statement: () => unknown): void {
    try {
      statement();
    } catch (error) {
      const code = resultCode(error);
      if (code === codes.full) throw storeFull(file, error);
      if (unwritable.includes(code)) throw storeUnwritable(file, error);
      throw error;
    }
  }

  function nextPage(from: number, kinds: readonly string[] | null): StoredEvent[] {
    const rows: ReturnType<StatementSync['all']> =
      kinds === null ? page.all(from) : pageOfKinds.all(from, JSON.stringify(kinds));
    return rows.map(toStoredEvent);
  }

  return {
    insert(at, kind, body) {
      const salt = newSalt();
      const hash = hashLink(head, { salt, seq: lastSeq + 1, at, body });
      write(() => insert.run(lastSeq + 1, at, kind, body, salt, hash));
      lastSeq += 1;
      head = hash;
      return lastSeq;
    },
    *rows(from, kinds) {
      // Page by page: an iterator that a reader keeps open must not hold a read transaction.
      for (let next = from; ;) {
        const rows = nextPage(next, kinds);
        yield* rows;
        const end = rows.at(-1);
        if (end === undefined) return;
        next = end.seq + 1;
      }
    },
    last: () => {
      const row = last.get();
      return { seq: readNumber(row, 'seq'), at: readNumber(row, 'at'), hash: head };
    },
    *links(from) {
      for (let next = from; ;) {
        const rows = pageOfLinks.all(next).map(toStoredLink);
        yield* rows;
        const end = rows.at(-1);
        if (end === undefined) return;
        next = end.seq + 1;
      }
    },
    keepCheckpoint: (checkpoint) => {
      write(() => insertCheckpoint.run(checkpoint.seq, formatCheckpoint(checkpoint)));
    },
    checkpoints: () => allCheckpoints.all().map(({ line }) => parseCheckpoint(String(line))),
    [Symbol.dispose]: () => database.close(),
  };
}
