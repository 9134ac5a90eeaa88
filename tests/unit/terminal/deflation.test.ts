import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDeflation } from '../../../server/terminal/deflation.ts';

const text = Buffer.from('a line of a log, as logs are: much of it has been there before\r\n'.repeat(500));
const busy = 128 * 1024;

/** A line whose pings take so many milliseconds, and a clock that the test turns. */
function lineOf(milliseconds: number) {
  let now = 0;
  let pings = 0;
  const deflation = createDeflation(
    () => (pings += 1),
    () => now,
  );
  const busyFor = (duration: number) => {
    for (const until = now + duration; now < until;) {
      const before = pings;
      deflation.underWay(busy);
      now += milliseconds;
      if (pings > before) deflation.answered();
    }
  };
  return { deflation, busyFor, pass: (duration: number) => (now += duration), pings: () => pings };
}

test('a line whose answers are late gets deflated bytes, which are the same when inflated', () => {
  const { deflation, busyFor } = lineOf(60);
  expect(deflation.pack(text)).toEqual({ bytes: text, isDeflated: false });
  busyFor(500);
  const { bytes, isDeflated } = deflation.pack(text);
  expect(isDeflated).toBe(true);
  expect(bytes.length).toBeLessThan(text.length / 5);
  expect(inflateRawSync(bytes).equals(text)).toBe(true);
});

test('a fast line gets bytes as they are, however slowly its page draws', () => {
  const { deflation, busyFor, pings } = lineOf(2);
  busyFor(5_000);
  expect(pings()).toBeGreaterThan(10);
  expect(deflation.pack(text).isDeflated).toBe(false);
});

test('one late answer is chance', () => {
  const { deflation, busyFor } = lineOf(60);
  busyFor(1);
  expect(deflation.pack(text).isDeflated).toBe(false);
});

test('a line that was slow is tried again as it is', () => {
  const { deflation, busyFor, pass } = lineOf(60);
  busyFor(500);
  pass(20_000);
  expect(deflation.pack(text).isDeflated).toBe(false);
});

test('a quiet line is not asked, and an echo is never deflated', () => {
  const { deflation, busyFor, pings } = lineOf(60);
  deflation.underWay(100);
  expect(pings()).toBe(0);
  busyFor(500);
  expect(deflation.pack(Buffer.from('x')).isDeflated).toBe(false);
});
