import { expect, test } from 'vitest';
import { aroundChanges, diffLines } from '../../../src/elements/lab-file/line-diff.ts';

const show = (first: string, second: string) =>
  diffLines(first, second).map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`);

test('diffLines tells what was removed and added, in the order of the texts', () => {
  expect(show('a\nb\nc\n', 'a\nx\nc\nd\n')).toEqual([' a', '-b', '+x', ' c', '+d']);
  expect(show('a\n', 'a\n')).toEqual([' a']);
});

test('aroundChanges leaves out what is far from every change', () => {
  const lines = diffLines('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\n5\nx\n');
  expect(aroundChanges(lines, 1).map((line) => line?.text ?? null)).toEqual([null, '5', '6', 'x']);
});
