import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltSite, buildSite } from '../../build-site.ts';
import { anotherKey } from '../../reports/build-report.ts';
import { realReport, reportOf, wholeReport } from '../../unit/review/reports.ts';
import { launchChromium } from '../../browser/open-browser.ts';
import { runAxe } from '../../browser/run-axe.ts';
import { type StaticHost, serveFolder } from '../../browser/static-site.ts';
import { openReport, openReview } from './review-page.ts';

let site: BuiltSite;
let host: StaticHost;
let browser: Browser;

beforeAll(async () => {
  site = await buildSite();
  host = await serveFolder(site.dir);
  browser = await launchChromium();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

describe.each([
  ['in light', { width: 1280, height: 800, colorScheme: 'light' }],
  ['in dark', { width: 1280, height: 800, colorScheme: 'dark' }],
  ['on a phone', { width: 390, height: 844, colorScheme: 'light' }],
  ['on a phone in dark', { width: 390, height: 844, colorScheme: 'dark' }],
] as const)('%s', (_, look) => {
  test('axe finds nothing in any state of the review, and none is wider than the screen', async () => {
    await using review = await openReview(browser, host.url, look);
    const { page, errors } = review;
    const found: string[] = [];
    const look1 = async (state: string) => found.push(...(await inspect(page, state)));
    await look1('empty');
    await review.bring([
      { name: 'whole.zip', bytes: await wholeReport('Иванова Анна', { secret: anotherKey }) },
      { name: 'real.zip', bytes: realReport('Петров Иван') },
      { name: 'real-too.zip', bytes: realReport('Сидорова Мария') },
      { name: 'text.zip', bytes: Buffer.from('это не архив') },
      { name: 'nobody.zip', bytes: reportOf('') },
    ]);
    await look1('table');
    await page.locator('[data-part="rubric"]').click();
    await look1('rubric');
    await page.keyboard.press('Escape');
    await page.locator('[data-part="export"]').click();
    await look1('export');
    await page.keyboard.press('Escape');
    await openReport(page, 'Петров Иван');
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll<HTMLDetailsElement>('.report-text details')) fold.open = true;
    });
    await page.getByRole('button', { name: 'Лента времени' }).click();
    await page.locator('.strip[data-state="ready"]').waitFor();
    await look1('report');
    await page.locator('.terminal .button-evidence').first().click();
    await page.locator('dialog[open] .ap-line').first().waitFor({ timeout: 15_000 });
    await look1('replay');
    await page.keyboard.press('Escape');
    await page.locator('[data-part="beside"]').selectOption('1');
    await page.locator('.compared').waitFor();
    await look1('side by side');
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  });
});

/** What axe finds in the page as it stands, and by how much it is too wide, a line each. */
async function inspect(page: Page, state: string): Promise<string[]> {
  const found = (await runAxe(page, { tagged: true })).map((line) => `${state}: ${line}`);
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return excess > 0 ? [...found, `${state}: ${excess} px too wide`] : found;
}
