import { describe, expect, it } from 'vitest';
import { backOffDelay } from '../../../src/client/back-off.ts';

describe('the back-off', () => {
  it('doubles up to ten seconds', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => backOffDelay(attempt, () => 1));
    expect(longest).toEqual([300, 600, 1_200, 2_400, 4_800, 9_600, 10_000, 10_000]);
  });

  it('spreads a class over half of the time', () => {
    expect(backOffDelay(6, () => 0)).toBe(5_000);
    expect(backOffDelay(6, () => 0.5)).toBe(7_500);
  });
});
