import { describe, expect, test } from 'vitest';
import { allChecks } from '#checks/all-checks.ts';
import { ask, untouched } from './evidence.ts';

const ids = allChecks.map(({ id }) => id);

describe('an untouched run', () => {
  test.each(ids)('does not pass %s, and says what is expected and what to do', (id) => {
    const result = ask(id, untouched());
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toMatch(/^[А-ЯЁA-Z].+\. Ожидается: .+\. \S/);
  });

  test.each(ids)('makes %s impossible while Docker Engine does not answer', (id) => {
    const result = ask(id, untouched({ docker: { problem: 'Docker Engine не отвечает: нет ответа за 3000 мс' } }));
    expect(result.outcome).toBe('could-not-run');
    expect(result.message).toContain('3000 мс');
  });
});

test('gives every check an id of its own', () => {
  expect(new Set(ids).size).toBe(ids.length);
});
