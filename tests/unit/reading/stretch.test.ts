import { expect, it } from 'vitest';
import { stretchOf, stretchOfCommand } from '../../../src/client/replay/stretch.ts';
import type { Cast } from '../../../src/client/replay/read-cast.ts';

const mark = (seconds: number, data: string) => ({ seconds, code: 'm', data });
const cast: Cast = {
  header: { columns: 80, rows: 24, startedAt: 0, title: '', environment: {} },
  events: [
    mark(1, '▶ connect: psql'),
    mark(2, '▶ first: SELECT 1;'),
    mark(2.003, '■ first: код 0'),
    mark(2.009, '▶ second: SELECT 2;'),
    mark(2.012, '■ second: код 0'),
    mark(60, '■ connect: код 0'),
  ],
  skipped: 0,
};

it('of two statements in quick succession each is found by its own second', () => {
  expect(stretchOfCommand(cast, 2)).toMatchObject({ begin: 1, end: 2 });
  expect(stretchOfCommand(cast, 2.009)).toMatchObject({ begin: 3, end: 4 });
  expect(stretchOfCommand(cast, 1.5)).toBe(null);
});

it('a psql that stayed open is replayed only until the second that is asked for', () => {
  expect(stretchOf(cast, { kind: 'command', from: 1, until: 2.005 })).toMatchObject({
    from: 1,
    to: 2.005,
    begin: 0,
    end: 3,
  });
  expect(stretchOf(cast, { kind: 'command', from: 1, until: 100 })).toMatchObject({ from: 1, to: 60, end: 5 });
});
