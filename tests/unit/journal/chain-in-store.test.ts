import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatJournalLine } from '#bundle/journal-line.ts';
import { createFindings } from '#bundle/findings.ts';
import { readJournal } from '#bundle/read-journal.ts';
import { openJournal, readAll, type Journal } from '../../../server/journal/journal.ts';

let dir = '';
let file = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-journal-'));
  file = join(dir, 'journal.sqlite');
});
afterEach(() => rm(dir, { recursive: true }));

/** The chain of a journal as its report would be read. */
function verify(journal: Journal) {
  const findings = createFindings();
  const lines = [...journal.chain.links(1)].map((link) => `${formatJournalLine(link, link.hash)}\n`);
  return { ...readJournal(lines.join(''), new Set(), findings), problems: findings.problems };
}

/** A store as version 1 of the program left it. */
function makeFirstVersion(bodies: readonly string[]): void {
  const database = new DatabaseSync(file);
  database.exec(`create table events (
     seq integer primary key,
     at integer not null,
     kind text not null,
     body text not null check (json_valid(body))
   ) strict;
   create index events_by_kind on events (kind, seq);
   pragma user_version = 1; pragma journal_mode = wal`);
  const insert = database.prepare('insert into events (seq, at, kind, body) values (?, ?, ?, ?)');
  for (const [index, body] of bodies.entries()) insert.run(index + 1, 1_000 + index, JSON.parse(body).kind, body);
  database.close();
}

describe('the chain of a journal', () => {
  test('goes on over openings, and each event has a salt of its own', () => {
    for (let opening = 0; opening < 3; opening += 1) {
      using journal = openJournal(file);
      journal.append({ kind: 'step-opened', step: 'build' });
      journal.append({ kind: 'step-opened', step: 'build' });
    }
    using journal = openJournal(file);
    const { problems, lastSeq, head } = verify(journal);
    expect({ problems, lastSeq }).toEqual({ problems: [], lastSeq: 6 });
    expect(head).toBe(Buffer.from(journal.chain.head().hash).toString('hex'));
    expect(new Set([...journal.chain.links(1)].map(({ salt }) => String(salt))).size).toBe(6);
  });

  test('shows what was changed in the store by another program', () => {
    {
      using journal = openJournal(file);
      for (const step of ['build', 'up', 'zookeeper']) journal.append({ kind: 'step-opened', step });
    }
    const database = new DatabaseSync(file);
    database.exec(`update events set body = '{"kind":"step-opened","step":"end"}' where seq = 2`);
    database.close();
    using journal = openJournal(file);
    expect(verify(journal).problems).toEqual(['событие 2 изменено']);
  });

  test('is given to a store of the first version, which keeps all its events', () => {
    const bodies = [
      '{"kind":"run-started","lab":"0.1.0","project":"p"}',
      '{"kind":"of-a-newer-version","rows":[1, 2]}',
      '{"kind":"answer-saved","question":"expose","text":"ёлочки «и» 😀"}',
    ];
    makeFirstVersion(bodies);
    {
      using journal = openJournal(file);
      expect([...journal.chain.links(1)].map(({ body }) => body)).toEqual(bodies);
      expect([...readAll(journal)].map(({ seq, at }) => [seq, at])).toEqual([
        [1, 1_000],
        [3, 1_002],
      ]);
      expect(journal.append({ kind: 'step-opened', step: 'build' }).seq).toBe(4);
      expect([...readAll(journal, 1, ['answer-saved'])]).toHaveLength(1);
      expect(verify(journal).problems).toEqual([]);
    }
    using again = openJournal(file);
    expect(verify(again)).toMatchObject({ problems: [], lastSeq: 4 });
  });

  test('is given to an empty store of the first version', () => {
    makeFirstVersion([]);
    using journal = openJournal(file);
    expect(journal.append({ kind: 'step-opened', step: 'build' }).seq).toBe(1);
    expect(verify(journal).problems).toEqual([]);
  });

  test('leaves a store of the first version as it is when it cannot be made', () => {
    makeFirstVersion(['{"kind":"step-opened","step":"build"}']);
    const database = new DatabaseSync(file);
    database.exec('create table checkpoints (x)');
    database.close();
    expect(() => openJournal(file)).toThrow('checkpoints');
    const kept = new DatabaseSync(file);
    expect(kept.prepare('select count(*) as n from events').get()).toEqual({ n: 1 });
    expect(kept.prepare('pragma user_version').get()).toEqual({ user_version: 1 });
    kept.close();
  });
});
