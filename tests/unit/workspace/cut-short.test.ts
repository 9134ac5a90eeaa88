import { expect, test } from 'vitest';
import { isCutShort } from '../../../server/workspace/intent.ts';

const bytes = (text: string) => Buffer.from(text);

/** What stands in the file after `written` bytes of `text` were put over `before`. */
const afterWriting = (before: string, text: string, written: number) =>
  bytes(text.slice(0, written) + before.slice(written));

test.each([
  ['a longer text', 'port: 5432\n', 'port: 15432\nuser: postgres\n'],
  ['a shorter text', 'port: 15432\nuser: postgres\n', 'port: 5432\n'],
  ['a new file', '', 'port: 5432\n'],
])('recognises %s at whatever byte the write was cut', (_what, before, text) => {
  for (let written = 0; written <= text.length; written += 1) {
    expect(isCutShort(afterWriting(before, text, written), bytes(before), bytes(text))).toBe(true);
  }
});

test('does not take a text of somebody else for a write cut short', () => {
  expect(isCutShort(bytes('port: 6000\n'), bytes('port: 5432\n'), bytes('port: 7000\n'))).toBe(false);
  expect(isCutShort(bytes(''), bytes('port: 5432\n'), bytes('port: 7000\n'))).toBe(false);
});
