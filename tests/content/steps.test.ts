import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { neutralNames, placeholdersIn } from '#protocol/placeholder.ts';
import { componentsIn, readPages, repository } from './pages.ts';

const pages = await readPages();
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe('the steps', () => {
  test('follow one another in one order', () => {
    const orders = pages.map(({ step }) => step.order);
    expect(new Set(orders).size).toBe(orders.length);
    expect(orders).toEqual(orders.toSorted((a, b) => a - b));
  });

  test.each(['commands', 'checks', 'questions'] as const)('give every one of their %s an id of its own', (kind) => {
    const all = pages.flatMap(({ step }) => ids(step[kind]));
    expect(all).toEqual([...new Set(all)]);
  });
});

describe.each(pages.map((page) => [page.step.id, page] as const))('step %s', (_, { step, body }) => {
  test('says in a sentence what it is about', () => {
    expect(step.summary).toMatch(/^[«А-ЯЁ].*[.?]$/);
  });

  test('places every command, question and file of its frontmatter on the page, once', () => {
    const placed = (name: string, attribute: string) =>
      componentsIn(body, name).map((attributes) => attributes[attribute]);
    expect(placed('Command', 'id')).toEqual(ids(step.commands));
    expect(placed('Question', 'id')).toEqual(ids(step.questions));
    expect(placed('LabFile', 'path')).toEqual(step.files);
  });

  test('shows a change where it makes one', () => {
    const changed = componentsIn(body, 'LabFile').filter(({ change }) => change !== undefined);
    expect(changed.map(({ path }) => path)).toEqual(step.changes);
  });

  test('has its files among the lab files', () => {
    const missing = step.files.filter((file) => !existsSync(path.join(repository, 'lab-files', file)));
    expect(missing).toEqual([]);
  });

  test('takes every figure from one of its commands and says what is seen', () => {
    for (const figure of componentsIn(body, 'Figure')) {
      expect(ids(step.commands)).toContain(figure.of);
      expect(figure.caption).toMatch(/^[«А-ЯЁA-Z].*[^.]$/);
    }
  });

  test('uses only placeholders that the cluster fills', () => {
    const texts = [...step.commands.map(({ text }) => text), ...step.checks.flatMap(({ hints }) => hints)];
    for (const text of texts) {
      const used = [...text.matchAll(/(?<![{%])\{([a-z-]+)\}(?!\})/g)].map(([, name]) => name);
      expect(placeholdersIn(text)).toEqual([...new Set(used)]);
    }
    for (const { of } of componentsIn(body, 'Name')) expect(Object.keys(neutralNames)).toContain(of);
  });

  test('gives three growing hints to every check, the last with a command or a line to write', () => {
    for (const { hints } of step.checks) {
      expect(hints).toHaveLength(3);
      expect(hints[2]).toMatch(/^[a-z]+ |^(SELECT|INSERT|CREATE) /);
    }
  });
});
