import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { createClock } from '../../../server/journal/clock.ts';
import { openJournal, readAll } from '../../../server/journal/journal.ts';
import { LabError } from '../../../server/lab-error.ts';

let dir = '';
let file = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-journal-'));
  file = join(dir, 'journal.sqlite');
});
afterEach(() => rm(dir, { recursive: true }));

const opened = (step: string): EventBody => ({ kind: 'step-opened', step });

function catchLabError(action: () => unknown): LabError {
  try {
    action();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a journal', () => {
  test('numbers its events from 1 and gives them back after a new opening', () => {
    {
      using journal = openJournal(file);
      expect(journal.lastSeq).toBe(0);
      expect(journal.append(opened('files')).seq).toBe(1);
      journal.append(opened('build'));
    }
    using journal = openJournal(file);
    expect(journal.lastSeq).toBe(2);
    expect(journal.append(opened('up')).seq).toBe(3);
    expect(journal.read(2).map(({ seq, body }) => [seq, body])).toEqual([
      [2, opened('build')],
      [3, opened('up')],
    ]);
  });

  test('reads in bounded pages, and only the kinds that are asked for', () => {
    using journal = openJournal(file);
    for (let index = 0; index < 600; index += 1) {
      journal.append(index % 100 === 99 ? { kind: 'fact', fact: 'failover', detail: {} } : opened('files'));
    }
    expect(journal.read(1, 10)).toHaveLength(10);
    expect(journal.read(1, 0)).toHaveLength(0);
    expect(journal.read(591, 100)).toHaveLength(10);
    expect(journal.read(1, 100, ['fact']).map((event) => event.seq)).toEqual([100, 200, 300, 400, 500, 600]);
    expect([...readAll(journal)]).toHaveLength(600);
  });

  test('refuses what is not an event before anything is written', () => {
    using journal = openJournal(file);
    const wrong: EventBody = { kind: 'answer-saved', question: 'expose', text: 'x'.repeat(20_001) };
    expect(() => journal.append(wrong)).toThrow('text: expected at most 20000 characters');
    expect(journal.lastSeq).toBe(0);
  });

  test('tells followers every event once and in order, also when a follower appends', () => {
    using journal = openJournal(file);
    const first: number[] = [];
    const second: number[] = [];
    journal.follow((event) => {
      first.push(event.seq);
      if (event.seq === 1) journal.append(opened('build'));
    });
    const following = journal.follow((event) => second.push(event.seq));
    journal.append(opened('files'));
    following[Symbol.dispose]();
    journal.append(opened('up'));
    expect(first).toEqual([1, 2, 3]);
    expect(second).toEqual([1, 2]);
  });

  test('keeps events of a newer version and counts them as skipped', () => {
    {
      using journal = openJournal(file);
      journal.append(opened('files'));
    }
    const database = new DatabaseSync(file);
    database.exec(`insert into events (seq, at, kind, body, salt, hash) values
      (2, 5, 'of-a-newer-version', '{"kind":"of-a-newer-version","rows":[]}', randomblob(16), randomblob(32)),
      (3, 6, 'step-opened', '{"kind":"step-opened"}', randomblob(16), randomblob(32))`);
    database.close();
    using journal = openJournal(file);
    journal.append(opened('build'));
    expect(journal.read(1).map((event: JournalEvent) => event.seq)).toEqual([1, 4]);
    expect(journal.read(2, 1).map((event: JournalEvent) => event.seq)).toEqual([4]);
    expect(journal.skipped).toEqual({ unknownKind: 1, unreadable: 1 });
  });

  test('refuses a store of a newer version and leaves it as it is', async () => {
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 99; create table later (x)');
    database.close();
    const before = await readFile(file);
    const error = catchLabError(() => openJournal(file));
    expect(error.code).toBe('store-newer');
    expect(error.message).toContain('версию 99');
    expect(await readdir(dir)).toContain('journal.sqlite');
    expect(await readFile(file)).toEqual(before);
  });

  test('refuses a second process or owner on the same store', () => {
    using journal = openJournal(file);
    expect(catchLabError(() => openJournal(file)).code).toBe('store-in-use');
    expect(journal.append(opened('files')).seq).toBe(1);
  });

  test('keeps a damaged store aside and begins a new one at the next opening', async () => {
    {
      using journal = openJournal(file);
      for (let index = 0; index < 500; index += 1) journal.append(opened('files'));
    }
    const bytes = await readFile(file);
    bytes.fill(0x5a, 4_096, 12_288);
    await writeFile(file, bytes);
    const error = catchLabError(() => openJournal(file));
    expect(error.code).toBe('store-damaged');
    expect(error.message).toContain('journal.sqlite.damaged-1');
    expect(await readFile(`${file}.damaged-1`)).toEqual(bytes);
    using journal = openJournal(file);
    expect(journal.append(opened('files')).seq).toBe(1);
  });

  test('keeps aside what was never a store', async () => {
    await writeFile(file, 'это не журнал\n'.repeat(100));
    expect(catchLabError(() => openJournal(file)).code).toBe('store-damaged');
    expect(await readFile(`${file}.damaged-1`, 'utf8')).toContain('это не журнал');
  });
});

describe('the clock of a journal', () => {
  test('never runs backwards when the wall clock does', () => {
    const time = { wall: 1_000_000, steady: 10 };
    const clock = createClock(0, { wall: () => time.wall, steady: () => time.steady });
    expect(clock()).toBe(1_000_000);
    time.wall -= 3_600_000;
    time.steady += 5;
    expect(clock()).toBe(1_000_005);
    time.wall += 31_536_000_000;
    time.steady += 5;
    expect(clock()).toBe(1_000_010);
  });

  test('begins at the last event when the wall clock stands before it', () => {
    const clock = createClock(2_000, { wall: () => 1_000, steady: () => 0 });
    expect(clock()).toBe(2_000);
  });

  test('gives whole milliseconds to events', () => {
    using journal = openJournal(file);
    const { at } = journal.append(opened('files'));
    expect(Number.isInteger(at)).toBe(true);
    expect(Math.abs(at - Date.now())).toBeLessThan(5_000);
  });
});
