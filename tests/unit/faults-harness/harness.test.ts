import { expect, test } from 'vitest';
import { growthOf } from '../../faults/leaks/trend.ts';
import { missesOf } from '../../faults/rounds/run-rounds.ts';
import { describeTally } from '../../faults/rounds/table.ts';
import { journalWriter } from '../../faults/victims/journal-writer.ts';

test('a row that stays is flat, whatever its noise, and one that creeps is told by how much', () => {
  expect(growthOf([10, 12, 10, 12, 10, 12, 10])).toBeCloseTo(0);
  expect(growthOf([0, 1, 2, 3, 4])).toBeCloseTo(4);
  expect(growthOf([4, 3, 2, 1, 0])).toBeCloseTo(-4);
});

test('a round that misses a criterion is counted in the table and told in words', () => {
  const whole = { misses: [], lost: null, back: 120 };
  const torn = { misses: [{ criterion: 'chain', why: '1 links do not follow' } as const], lost: null, back: 480 };
  const tally = { victim: journalWriter, rounds: [whole, torn, whole], seconds: 1.4 };
  expect(describeTally(tally)).toMatchObject({
    kills: 3,
    '1 shown': '3/3',
    '2 gap': '–',
    '4 chain': '2/3',
    'back after, ms': '120 (120–480)',
  });
  expect(missesOf(tally)).toEqual(['chain: 1 links do not follow']);
});
