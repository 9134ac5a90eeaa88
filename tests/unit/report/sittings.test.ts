import { describe, expect, test } from 'vitest';
import { sittingsOf } from '../../../server/report/drawings/sittings.ts';

const minute = 60_000;

describe('the sittings of a run', () => {
  test('are one for an evening, waits and breaks included', () => {
    const times = [0, 1, 5, 34, 60, 89].map((at) => at * minute);
    expect(sittingsOf(times)).toEqual([{ from: 0, to: 89 * minute }]);
  });

  test('begin anew when nothing has happened for more than half an hour, so that no day in between is drawn', () => {
    const nextDay = 24 * 60;
    const times = [0, 20, nextDay, nextDay + 10].map((at) => at * minute);
    expect(sittingsOf(times)).toEqual([
      { from: 0, to: 20 * minute },
      { from: nextDay * minute, to: (nextDay + 10) * minute },
    ]);
  });

  test('have a width, also where one thing happened', () => {
    expect(sittingsOf([7])).toEqual([{ from: 7, to: 7 + minute }]);
    expect(sittingsOf([])).toEqual([]);
  });
});
