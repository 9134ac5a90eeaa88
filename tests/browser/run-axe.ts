import { setTimeout as delay } from 'node:timers/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { parseList, parseRecord } from '#protocol/parse.ts';

const deadline = 60_000;
/** The rules of WCAG 2.2 AA, and what axe counts as good practice. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type AxeOptions = {
  /** Selectors of the parts that are looked at; the whole page where it is left out. */
  readonly within?: readonly string[];
  /** Only the rules with a tag of WCAG and of good practice. */
  readonly tagged?: boolean;
};

/**
 * What axe finds on a page as it stands, a line each; colours that are on their way to others have arrived before.
 * @throws Error when it does not end within 60 s
 */
export async function runAxe(page: Page, { within, tagged = false }: AxeOptions = {}): Promise<string[]> {
  await arrive(page);
  // Evaluated, not added as a script: the page's policy forbids the latter.
  await page.evaluate(axe.source);
  const options = JSON.stringify({
    ...(tagged ? { runOnly: { type: 'tag', values: wcag } } : {}),
    resultTypes: ['violations'],
    preload: false,
  });
  // An evaluation has no deadline of its own.
  const results: unknown = await Promise.race([
    page.evaluate(within === undefined ? `axe.run(${options})` : `axe.run(${JSON.stringify(within)}, ${options})`),
    delay(deadline, null, { ref: false }).then(() => {
      throw new Error(`axe did not end within ${deadline / 1_000} s on ${page.url()}`);
    }),
  ]);
  return parseList(parseRecord(results, 'axe').violations, 'violations', (violation, path) => {
    const { id, nodes } = parseRecord(violation, path);
    return parseList(nodes, `${path}.nodes`, (node, at) => {
      const { target, failureSummary } = parseRecord(node, at);
      return `${String(id)} at ${String(target)}: ${String(failureSummary)}`;
    });
  }).flat();
}

/** Waits for all that moves to its end: in between, a text may have the ink of the light theme on the paper of the dark. */
async function arrive(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document
        .getAnimations()
        .every(
          ({ effect, playState }) =>
            playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
        ),
    undefined,
    { timeout: deadline },
  );
}
