import { expect, test } from 'vitest';
import { parseMark } from '../../../server/terminal/mark.ts';

test('reads the marks of the shell', () => {
  expect(parseMark('B;n', 'n')).toEqual({ kind: 'prompt', owner: 'shell', continuation: false });
  expect(parseMark('b;n', 'n')).toEqual({ kind: 'prompt', owner: 'shell', continuation: true });
  expect(parseMark('D;n;130', 'n')).toEqual({ kind: 'ended', exitCode: 130 });
  expect(parseMark('C;n;echo a%3B echo 100%25%0Aecho ё', 'n')).toEqual({
    kind: 'begun',
    text: 'echo a; echo 100%\necho ё',
  });
  expect(parseMark('C;n;', 'n')).toEqual({ kind: 'begun', text: null });
});

test('reads the marks of psql', () => {
  expect(parseMark('P;n', 'n')).toEqual({ kind: 'prompt', owner: 'psql', continuation: false });
  expect(parseMark('p;n', 'n')).toEqual({ kind: 'prompt', owner: 'psql', continuation: true });
  expect(parseMark('S;n;25006', 'n')).toEqual({ kind: 'statement-ended', sqlState: '25006' });
  expect(parseMark('S;n;', 'n')).toEqual({ kind: 'statement-ended', sqlState: null });
});

test('passes over marks without the nonce, with another, and of another kind', () => {
  expect(parseMark('D;0', 'n')).toBeNull();
  expect(parseMark('D', 'n')).toBeNull();
  expect(parseMark('D;other;0', 'n')).toBeNull();
  expect(parseMark('A;n', 'n')).toBeNull();
});
