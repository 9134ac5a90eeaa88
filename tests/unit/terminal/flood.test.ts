import { describe, expect, test } from 'vitest';
import { createFloodWatch } from '../../../server/terminal/flood.ts';

/** A watch that was told these pieces of a stream. */
function watched(...pieces: string[]) {
  const watch = createFloodWatch();
  let place = 0;
  for (const piece of pieces.map((text) => Buffer.from(text, 'latin1'))) {
    watch.push(piece, place);
    place += piece.length;
  }
  return watch;
}

describe('a flood is text', () => {
  test('from the first line that begins in it', () => {
    expect(watched('one\r\ntwo\r\nthree').textFrom).toBe(5);
    expect(watched('no line yet').textFrom).toBeNull();
    expect(watched('a feed\nwithout a return').textFrom).toBeNull();
  });

  test.each([
    ['a sequence', '\x1b[2J'],
    ['another character set', '\x0e'],
    ['cursor left', '\b'],
    ['the end of a title', '\x07'],
    ['a control character of two bytes', '\xc2\x9b'],
  ])('until %s, and again from the next line', (_what, control) => {
    expect(watched('one\r\ntwo\r\n', control).textFrom).toBeNull();
    expect(watched('one\r\ntwo\r\n', `${control}x\r\nnext`).textFrom).toBe(10 + control.length + 3);
  });

  test('also when a control character is cut in two', () => {
    expect(watched('one\r\ntwo\xc2', '\x9b').textFrom).toBeNull();
    expect(watched('one\r\ntwo\xc2', '\xab').textFrom).toBe(5);
  });
});

test('a line is known behind which so many line feeds have come', () => {
  const watch = watched('a\r\n', 'b\r\n', 'c\r\n', 'd\r\n');
  expect(watch.lineBefore(0)).toBe(12);
  expect(watch.lineBefore(2)).toBe(6);
  expect(watch.lineBefore(4)).toBeNull();
  watch.forget(9);
  expect(watch.lineBefore(2)).toBeNull();
});
