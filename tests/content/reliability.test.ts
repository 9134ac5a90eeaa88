import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { promiseGroups } from '../../src/reliability.ts';
import { repository } from './pages.ts';

const promises = promiseGroups.flatMap(({ promises }) => promises);

/** The names of the tests in a source, as they stand there: the first text after `test(`, `it(` and their kin. */
function namesIn(source: string): Set<string> {
  const begun = /^\s*(?:test|it)\b[\w.]*(?:\((?!\s*['"`])[^]*?\))?\s*\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/gm;
  return new Set([...source.matchAll(begun)].map(([, , name = '']) => name));
}

describe('the page «О надёжности»', () => {
  test.each(promises.map(({ text, tests }) => [text, tests] as const))(
    'promises only what a test shows: %s',
    async (_text, tests) => {
      expect(tests.length).toBeGreaterThan(0);
      for (const { file, name } of tests) {
        expect(file).toMatch(/^tests\/.*\.test\.ts$/);
        const source = await readFile(path.join(repository, file), 'utf8');
        expect([...namesIn(source)], `${file} has the test`).toContain(name);
      }
    },
  );

  test('says each thing once, in whole sentences', () => {
    expect(new Set(promises.map(({ text }) => text)).size).toBe(promises.length);
    for (const { text } of promises) expect(text).toMatch(/^[А-ЯЁ].*\.$/);
  });
});

test('a test that is left out, renamed or only mentioned is no test', () => {
  const source = [
    "test('is here', () => {});",
    "  it.each([1, 2])('counts %i', () => {});",
    "// it('was here')",
    "const name = 'not this';",
  ].join('\n');
  expect([...namesIn(source)]).toEqual(['is here', 'counts %i']);
});
