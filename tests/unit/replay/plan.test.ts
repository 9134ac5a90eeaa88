import { describe, expect, it } from 'vitest';
import { type Plan, planReplay } from '../../../src/client/replay/plan.ts';
import { readCast } from '../../../src/client/replay/read-cast.ts';
import { stretchOf } from '../../../src/client/replay/stretch.ts';
import { clockText, cutText } from '../../../src/client/replay/words.ts';
import { castOf, twoCommands } from './recordings.ts';

function planOf(cast: string, from: number | null, longestPause: number | null): Plan {
  const read = readCast(cast);
  const stretch = stretchOf(read, from === null ? { kind: 'whole' } : { kind: 'command', from });
  if (stretch === null) throw new Error('the recording has no such stretch');
  return planReplay(read, stretch, longestPause);
}

describe('the plan of a replay', () => {
  it('has on the screen what came before, at once, and nothing of what came later', () => {
    const plan = planOf(twoCommands, 5, null);
    expect(plan).toMatchObject({ columns: 100, rows: 30, duration: 62 });
    expect(plan.frames).toEqual([
      [0, 'r', '100x30'],
      [0, 'o', '$ date\r\nnoon\r\n$ make\r\n'],
      [1_000, 'o', 'one\r\n'],
      [61_000, 'o', 'two\r\n'],
      [62_000, 'o', '$ '],
      [62_000, 'm', ''],
    ]);
  });

  it('cuts long pauses, and still knows which second of the recording is shown', () => {
    const plan = planOf(twoCommands, 5, 1.5);
    expect(plan.duration).toBe(3.5);
    expect(plan.toRecorded(0)).toBe(5);
    expect(plan.toRecorded(1)).toBe(6);
    expect(plan.toRecorded(1.75)).toBe(36);
    expect(plan.toRecorded(3.5)).toBe(67);
    for (const second of [5, 5.5, 6, 40, 66, 67]) expect(plan.toRecorded(plan.toPlayed(second))).toBeCloseTo(second, 6);
  });

  it('has something to seek in even where no time passed', () => {
    expect(planOf(castOf([0, 'o', 'a']), null, null).duration).toBeGreaterThan(0);
  });

  it('draws with a size that a terminal may have', () => {
    const plan = planOf(castOf([0, 'o', 'a'], [1, 'r', '9999x9999'], [2, 'r', 'x']), null, null);
    expect(plan.frames.filter(([, code]) => code === 'r')).toEqual([[1_000, 'r', '400x150']]);
  });
});

describe('the words of a replay', () => {
  it('tell a place to a tenth of a second', () => {
    expect(clockText(3.41)).toBe('0:03,4');
    expect(clockText(0.3)).toBe('0:00,3');
    expect(clockText(725)).toBe('12:05,0');
    expect(clockText(3_723.55)).toBe('1:02:03,5');
  });

  it('tell how much is missing', () => {
    expect(cutText(3_000)).toContain('вырезано 3 КБ');
    expect(cutText(12_582_912)).toContain('вырезано 12 МБ');
  });
});
