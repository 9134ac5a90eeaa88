import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfigurationReport } from '#protocol/configuration.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { launchChromium } from './open-browser.ts';
import { runAxe } from './run-axe.ts';
import { type RestartableLab, startRestartableLab } from './restartable-lab.ts';
import { everyState } from './told-configuration.ts';

let site: BuiltSite;
let browser: Browser;
let lab: RestartableLab;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
  lab = await startRestartableLab(site.dir);
});
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
  if (lab.errors.length > 0) throw new AggregateError(lab.errors, 'the server met errors that nobody expected');
});

describe.each([
  ['in light', { colorScheme: 'light', viewport: { width: 1280, height: 720 } }],
  ['in dark', { colorScheme: 'dark', viewport: { width: 1280, height: 720 } }],
  ['on a phone', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
] as const)('the page «Какая настройка работает?» %s', (_, look) => {
  test('shows every state of a file, is no wider than the screen, and axe finds nothing', async () => {
    await using context = await browser.newContext({ ...look, locale: 'ru', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await tell(page, everyState);
    await open(page, 'configuration/');
    await page.locator('.card').nth(3).waitFor({ timeout: 10_000 });
    expect(await page.locator('.card').evaluateAll((cards) => cards.map((card) => card.dataset.state))).toEqual([
      'same',
      'differs',
      'unknown',
      'idle',
    ]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await runAxe(page)).toEqual([]);
  });
});

test('a step shows its files in a line each, follows a change, and leads to the page with all of them', async () => {
  await using context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'ru' });
  const page = await context.newPage();
  const told = await tell(page, everyState);
  await open(page, 'steps/faults-tuned/');
  const block = page.locator('lab-running-configuration');
  await block.scrollIntoViewIfNeeded();
  const lines = block.locator('li');
  await lines.nth(2).waitFor({ timeout: 10_000 });
  expect(await lines.locator('code').allTextContents()).toEqual(['postgres0.yml', 'postgres1.yml', 'haproxy.cfg']);
  expect(await lines.nth(0).textContent()).toContain('COPY кладёт файл в образ');
  told.report = { ...everyState, problems: ['Docker Engine не отвечает: нет ответа за 3000 мс'] };
  await block.getByText('Docker Engine не отвечает: нет ответа за 3000 мс.').waitFor({ timeout: 10_000 });
  expect(await lines.count()).toBe(0);
  told.report = everyState;
  await lines.nth(2).waitFor({ timeout: 10_000 });
  await block.getByRole('link').click();
  await page.waitForURL('**/configuration/', { timeout: 10_000 });
});

/** Lets a page hear a report in place of the server's own. */
async function tell(page: Page, report: ConfigurationReport): Promise<{ report: ConfigurationReport }> {
  const told = { report };
  await page.route('**/api/configuration', (route) => route.fulfill({ json: told.report }));
  return told;
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${lab.url}/${path}#token=${lab.token}`);
  await page.locator('lab-page[data-mode=live]').waitFor({ timeout: 10_000 });
}
