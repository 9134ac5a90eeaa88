import { expect, test } from 'vitest';
import { findProblems } from '../../../src/elements/lab-file/problems.ts';

test.each([
  ['a tab as indentation', 'services:\n\tzoo: {}\n', 2, 'табуляции'],
  ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', 3, 'уже есть'],
  ['a bracket that is not closed', 'ports: [1, 2\nb: 1\n', 2, ''],
])('findProblems finds %s with its line', (_what, text, line, words) => {
  const problems = findProblems('docker-compose.yml', text);
  expect(problems[0]?.line).toBe(line);
  expect(problems[0]?.text).toContain(words);
});

test('findProblems finds nothing in sound files', () => {
  expect(findProblems('docker-compose.yml', 'services:\n  zoo: {}\n')).toEqual([]);
  expect(findProblems('haproxy.cfg', 'global\n')).toEqual([]);
  expect(findProblems('Dockerfile', 'FROM postgres:15')).toEqual([]);
});

test('findProblems knows that HAProxy refuses a file without a line feed at its end', () => {
  expect(findProblems('haproxy.cfg', 'global\n    maxconn 10')[0]?.line).toBe(2);
});
