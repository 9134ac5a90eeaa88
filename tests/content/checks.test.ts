import { expect, test } from 'vitest';
import { allChecks } from '#checks/all-checks.ts';
import { readPages } from './pages.ts';

const pages = await readPages();

test('every check that a step names is defined, and every defined check stands on a step', () => {
  const named = pages.flatMap(({ step }) => step.checks.map(({ id }) => id));
  expect(named.toSorted()).toEqual(allChecks.map(({ id }) => id).toSorted());
});

test('every step of the lab that has something to do ends with a check', () => {
  const bare = pages.filter(({ step }) => step.commands.some(({ optional }) => !optional) && step.checks.length === 0);
  expect(bare.map(({ step }) => step.id)).toEqual([]);
});
