import { expect, test } from 'vitest';
import { createNumbers } from '../../bench/terminal/numbers.ts';

/** What is thought of a stream that comes in these pieces. */
function judged(...pieces: string[]) {
  const numbers = createNumbers();
  for (const piece of pieces) numbers.take(Buffer.from(piece));
  return { right: numbers.right, wrongAt: numbers.wrongAt };
}

const head = '$ seq 1 9\r\n\x1b[?2004l\r1\r\n2\r\n3\r\n';

test('the benchmark sees a number that is lost, doubled or cut, wherever the stream is cut', () => {
  expect(judged(head, '4\r\n5', '\r\n6\r\n')).toEqual({ right: 9, wrongAt: null });
  expect(judged(head.slice(0, 15), `${head.slice(15)}4\r\n`)).toEqual({ right: 3, wrongAt: null });
  expect(judged(head, '4\r\n6\r\n').wrongAt).toBe(3);
  expect(judged(head, '4\r\n', '4\r\n5\r\n').wrongAt).toBe(3);
  expect(judged(head, '4\r\n5\r\n\r\n').wrongAt).toBe(6);
});

test('the benchmark takes Ctrl+C for the end of the numbers, and no numbers for none', () => {
  expect(judged(head, '4\r\n5^C\r\n$ ')).toEqual({ right: 4, wrongAt: null });
  expect(judged('$ nothing')).toEqual({ right: 0, wrongAt: null });
});
