import { describe, expect, test } from 'vitest';
import { terminalLimits } from '#protocol/terminal.ts';
import { createPace } from '../../../server/terminal/pace.ts';
import { mustPause } from '../../../server/terminal/viewer.ts';

/** The window of a page that draws so many bytes a second for a second. */
function windowOf(bytesPerSecond: number): number {
  let now = 0;
  const pace = createPace(() => now);
  for (; now < 1_000; now += 2) pace.acknowledged(bytesPerSecond / 500, 100_000);
  return pace.window;
}

describe('the window of a page', () => {
  test('holds no more than Ctrl+C may wait for, however slowly it draws', () => {
    for (const megabytes of [1, 2, 5, 10, 30]) {
      expect(windowOf(megabytes * 1e6) / (megabytes * 1e6)).toBeLessThanOrEqual(0.3);
    }
  });

  test('grows with its pace, within bounds', () => {
    expect(windowOf(0)).toBe(terminalLimits.window);
    expect(windowOf(8e6)).toBeGreaterThan(2 * terminalLimits.window);
    expect(windowOf(200e6)).toBe(terminalLimits.largestWindow);
  });

  test('is not made small by a pause of the program', () => {
    let now = 0;
    const pace = createPace(() => now);
    for (; now < 500; now += 2) pace.acknowledged(40_000, 100_000);
    const { window } = pace;
    now += 60_000;
    pace.acknowledged(1, 0);
    expect(pace.window).toBeLessThanOrEqual(window);
    for (const until = now + 300; now < until; now += 2) pace.acknowledged(40_000, 100_000);
    expect(pace.window).toBe(window);
  });
});

test('a pty waits for a full window, and goes on at half of it', () => {
  expect(mustPause(false, 1.1, 0)).toBe(true);
  expect(mustPause(false, 0.9, 0)).toBe(false);
  expect(mustPause(true, 0.9, 0)).toBe(true);
  expect(mustPause(true, 0.4, 0)).toBe(false);
  expect(mustPause(false, 0, terminalLimits.window + 1)).toBe(true);
});
