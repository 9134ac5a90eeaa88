import { describe, expect, test } from 'vitest';
import {
  type ClassRow,
  classColumns,
  classRows,
  filterRows,
  sortRows,
} from '../../../src/client/review/class-table.ts';
import type { ReportSummary } from '../../../src/client/review/summary.ts';
import { isSameRow } from '../../../src/client/review/same-row.ts';
import { signersOf } from '../../../src/client/review/signers.ts';

const context = { questions: 4, most: 43 };

function summaryOf(name: string, more: Partial<ReportSummary> = {}): ReportSummary {
  return {
    key: name,
    run: 'run',
    name,
    group: 'М3301',
    exportedAt: 0,
    claims: { shown: 30, total: 55 },
    outages: { kill: 36_000 },
    lost: { synchronous: 0, asynchronous: 3 },
    active: 3_900_000,
    answers: 4,
    integrity: {
      state: 'intact',
      problems: [],
      signer: `key of ${name}`,
      signedBy: 'installation',
      key: 'k',
      redacted: 0,
      skipped: { unknownKind: 0, unreadable: 0 },
    },
    ...more,
  };
}

let count = 0;
function rowOf(name: string, more: Partial<ReportSummary> = {}, row: Partial<ClassRow> = {}): ClassRow {
  count += 1;
  const entry = { id: count, file: new File([], `${name}.zip`), state: 'read', problem: null } as const;
  return { entry: { ...entry, summary: summaryOf(name, more) }, likeness: null, points: null, signer: null, ...row };
}

function broken(name: string): ClassRow {
  const row = rowOf(name);
  return { ...row, entry: { ...row.entry, state: 'failed', summary: null } };
}

const names = (rows: readonly ClassRow[]) => rows.map(({ entry }) => entry.summary?.name ?? entry.file.name);

describe('the table of students', () => {
  test('is sorted by every column, both ways, what is unknown and what is broken behind the rest', () => {
    const rows = [
      broken('разбит'),
      rowOf('Ёлкин', { outages: {} }),
      rowOf('Яшин', { outages: { kill: 30_000 } }),
      rowOf('Егоров'),
    ];
    expect(names(sortRows(rows, { column: 'name', descending: false }, context))).toEqual([
      'Егоров',
      'Ёлкин',
      'Яшин',
      'разбит.zip',
    ]);
    expect(names(sortRows(rows, { column: 'kill', descending: false }, context))).toEqual([
      'Яшин',
      'Егоров',
      'разбит.zip',
      'Ёлкин',
    ]);
    expect(names(sortRows(rows, { column: 'kill', descending: true }, context)).slice(0, 2)).toEqual([
      'Егоров',
      'Яшин',
    ]);
    for (const { id } of classColumns) {
      expect(sortRows(rows, { column: id, descending: true }, context)).toHaveLength(rows.length);
    }
  });

  test('is filtered by words of the name, the group and the file, and by state', () => {
    const rows = [
      rowOf('Иванова Анна', {}, { points: 40 }),
      rowOf('Петров Иван', { group: 'М3302', claims: { shown: 55, total: 55 } }),
      rowOf('Сидоров', { integrity: { ...summaryOf('').integrity, state: 'changed' } }),
      broken('разбит'),
    ];
    const found = (words: string, state: Parameters<typeof filterRows>[1]['state'] = 'all') =>
      names(filterRows(rows, { words, state }));
    expect(found('иван')).toEqual(['Иванова Анна', 'Петров Иван']);
    expect(found('иван м3302')).toEqual(['Петров Иван']);
    expect(found('', 'unread')).toEqual(['разбит.zip']);
    expect(found('', 'proven')).toEqual(['Петров Иван']);
    expect(found('', 'suspicious')).toEqual(['Сидоров']);
    expect(found('', 'graded')).toEqual(['Иванова Анна']);
    expect(found('', 'ungraded')).toEqual(['Петров Иван', 'Сидоров']);
  });

  test('goes to a spreadsheet with everything that it shows, and nothing hidden in a name', () => {
    const [head, row] = classRows([rowOf('\u202Eгрозный'), broken('разбит')], context);
    expect(head?.[0]).toBe('Студент');
    expect(row?.slice(0, 8)).toEqual([
      '⟨U+202E⟩грозный',
      'М3301',
      '30 из 55',
      '36,0 с',
      '',
      '0 (без синхронности 3)',
      '1 ч 05 мин',
      '4 из 4',
    ]);
  });
});

describe('two rows', () => {
  const row = rowOf('Иванова Анна', {}, { likeness: { score: 0.5, with: 7, why: 'ответы', name: 'Петров' } });

  test('are the same when all that they show is', () => {
    expect(isSameRow(row, { ...row, likeness: { score: 0.5, with: 7, why: 'ответы', name: 'Петров' } })).toBe(true);
  });

  test('differ by any field', () => {
    const others: Partial<ClassRow>[] = [
      { entry: { ...row.entry } },
      { points: 0 },
      { likeness: null },
      { likeness: { score: 0.5, with: 8, why: 'ответы', name: 'Петров' } },
      { signer: { kind: 'new', name: 'Иванова Анна' } },
    ];
    for (const other of others) expect(isSameRow(row, { ...row, ...other }), JSON.stringify(other)).toBe(false);
    expect(others.flatMap(Object.keys).toSorted()).toEqual(expect.arrayContaining(Object.keys(row).toSorted()));
  });
});

describe('the key that signed a report', () => {
  const anna = rowOf('Иванова Анна').entry;
  const shared = rowOf('Петров Иван', { integrity: { ...summaryOf('Иванова Анна').integrity } }).entry;

  test('is new at first, and known once it was seen with that name', () => {
    expect(signersOf([anna], new Map()).get(anna.id)?.kind).toBe('new');
    const known = new Map([['key of Иванова Анна', ' иванова  анна']]);
    expect(signersOf([anna], known).get(anna.id)?.kind).toBe('known');
  });

  test('that signed for two students names the other one', () => {
    const third = rowOf('Петров  иван', { integrity: { ...summaryOf('Иванова Анна').integrity } }).entry;
    const signers = signersOf([anna, shared, third, broken('разбит').entry], new Map());
    expect([...signers.values()]).toEqual([
      { kind: 'shared', name: 'Петров Иван' },
      { kind: 'shared', name: 'Иванова Анна' },
      { kind: 'shared', name: 'Иванова Анна' },
    ]);
    expect(signersOf([anna], new Map([['key of Иванова Анна', 'Сидоров']])).get(anna.id)).toEqual({
      kind: 'shared',
      name: 'Сидоров',
    });
  });
});
