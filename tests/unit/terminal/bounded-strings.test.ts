import { describe, expect, test } from 'vitest';
import { boundStrings } from '#protocol/bounded-strings.ts';

/** What comes out of a filter for ten bytes when the text goes in, cut at these places. */
function through(text: string, ...cuts: readonly number[]): string {
  const bound = boundStrings(10);
  const bytes = Buffer.from(text);
  const ends = [...cuts, bytes.length];
  return Buffer.concat(ends.map((end, index) => bound(bytes.subarray(ends[index - 1] ?? 0, end)))).toString();
}

const long = 'a'.repeat(1_000);

describe('a control string', () => {
  test.each([
    ['a title ended by a bell', `x\u001b]0;${long}\u0007y`, `x\u001b]0;${long.slice(0, 8)}\u0007y`],
    ['a title ended by ST', `x\u001b]0;${long}\u001b\\y`, `x\u001b]0;${long.slice(0, 8)}\u001b\\y`],
    ['a device control string', `\u001bP${long}\u001b\\y`, `\u001bP${long.slice(0, 10)}\u001b\\y`],
    ['one that is cancelled', `\u001b]${long}\u0018y`, `\u001b]${long.slice(0, 10)}\u0018y`],
    ['one that another sequence ends', `\u001b]${long}\u001b[31mred`, `\u001b]${long.slice(0, 10)}\u001b[31mred`],
    [
      'one after another',
      `\u001b]${long}\u001b]${long}\u0007y`,
      `\u001b]${long.slice(0, 10)}\u001b]${long.slice(0, 10)}\u0007y`,
    ],
  ])('keeps its beginning and its end: %s', (_, text, kept) => {
    expect(through(text)).toBe(kept);
  });

  test('is the same wherever the output is cut', () => {
    const text = `до\u001b]8;;https://a.example/${long}\u001b\\link\u001b]8;;\u001b\\ \u001b[1mafter`;
    const whole = through(text);
    for (let cut = 1; cut < Buffer.byteLength(text); cut += 1) expect(through(text, cut)).toBe(whole);
  });
});

test('everything else passes untouched, as the very bytes that came', () => {
  const bound = boundStrings(10);
  for (const text of [long, 'привет\r\n', '\u001b[1;31mred\u001b[0m', '\u001b]133;A\u0007$ ', '\u001b\u001b[A', '']) {
    const bytes = Buffer.from(text);
    expect(bound(bytes)).toBe(bytes);
  }
});
