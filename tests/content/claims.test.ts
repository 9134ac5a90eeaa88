import { describe, expect, test } from 'vitest';
import { allChecks } from '#checks/all-checks.ts';
import { allClaims } from '#checks/claims/all-claims.ts';
import { componentsIn, readPages } from './pages.ts';

const pages = await readPages();

describe('every claim', () => {
  test('has an id of its own', () => {
    const ids = allClaims.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('stands on a step of the lab', () => {
    const steps = new Set(pages.map(({ step }) => step.id));
    expect(allClaims.filter(({ step }) => !steps.has(step)).map(({ id }) => id)).toEqual([]);
  });

  test('leans on checks that are defined', () => {
    const defined = new Set(allChecks.map(({ id }) => id));
    expect(allClaims.flatMap(({ checks }) => checks).filter((id) => !defined.has(id))).toEqual([]);
  });

  test('is shown by commands that a step has', () => {
    const known = new Set(pages.flatMap(({ step }) => step.commands.map(({ id }) => id)));
    expect(allClaims.flatMap(({ commands }) => commands).filter((id) => !known.has(id))).toEqual([]);
  });
});

test('every check stands behind a claim of its own step', () => {
  const bare = pages.flatMap(({ step }) =>
    step.checks
      .map(({ id }) => id)
      .filter((id) => !allClaims.some((claim) => claim.step === step.id && claim.checks.includes(id))),
  );
  expect(bare).toEqual([]);
});

test('every figure of the seed shows a claim', () => {
  const commands = new Set(allClaims.flatMap((claim) => claim.commands));
  const figures = pages.flatMap(({ body }) => componentsIn(body, 'Figure'));
  expect(figures.filter(({ of = '' }) => !commands.has(of)).map(({ photo }) => photo)).toEqual([]);
});

test('the conclusion has a claim for each thing that it says was shown', () => {
  const conclusion = pages.find(({ step }) => step.id === 'conclusion')?.body ?? '';
  const [, shown = ''] = /## Что показано\n([\s\S]*?)\n## /.exec(conclusion) ?? [];
  const said = shown.match(/^- /gm) ?? [];
  expect(said.length).toBeGreaterThan(0);
  expect(allClaims.filter(({ step }) => step === 'conclusion')).toHaveLength(said.length);
});
