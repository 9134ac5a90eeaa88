import { glob } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { runAxe } from './run-axe.ts';
import { type StaticHost, serveFolder } from './static-site.ts';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

let site: BuiltSite;
let host: StaticHost;
let browser: Browser;
let paths: string[];

beforeAll(async () => {
  site = await buildSite();
  host = await serveFolder(site.dir);
  browser = await chromium.launch({ executablePath: process.env.LAB_CHROMIUM ?? '/usr/bin/chromium', args: flags });
  const files = await Array.fromAsync(glob('**/*.html', { cwd: site.dir }));
  // The review stands apart from the run; tests/pages/review/ looks at its states.
  paths = files
    .map((file) => `/${file.replace(/index\.html$/, '')}`)
    .filter((name) => name !== '/review/')
    .sort();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

const wide = { width: 1280, height: 720 };
const narrow = { width: 390, height: 844 };

describe.each([
  ['in light', { colorScheme: 'light', viewport: wide }],
  ['in dark', { colorScheme: 'dark', viewport: wide }],
  ['on a phone', { colorScheme: 'light', viewport: narrow }],
] as const)('%s', (_, look) => {
  test('axe finds nothing on any page, and no page is wider than the screen', async () => {
    const found: string[] = [];
    await using context = await browser.newContext({ ...look, locale: 'ru', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', (error) => found.push(`${page.url()}: ${error.message}`));
    for (const path of paths) {
      await openForReading(page, path);
      found.push(...(await runAxe(page, { tagged: true })));
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (excess > 0) found.push(`${path}: ${excess} px too wide`);
    }
    expect(found).toEqual([]);
  });

  test('axe finds nothing in the dialog of keys', async () => {
    await using context = await browser.newContext({ ...look, locale: 'ru', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await openForReading(page, '/steps/build/');
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor({ timeout: 5_000 });
    expect(await runAxe(page, { tagged: true })).toEqual([]);
  });
});

test('the arrows go from step to step', async () => {
  await using context = await browser.newContext({ locale: 'ru' });
  const page = await context.newPage();
  await openForReading(page, '/steps/up/');
  const next = await page.locator('main a[rel=next]').getAttribute('href');
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(`${host.url}${next}`, { timeout: 5_000 });
  await page.locator('lab-page[data-mode=reading]').waitFor({ timeout: 5_000 });
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(`${host.url}/steps/up/`, { timeout: 5_000 });
  expect(await page.title()).toContain('Запускаем контейнеры');
});

test('a chosen theme is there before the first paint of the next page', async () => {
  await using context = await browser.newContext({ colorScheme: 'light', locale: 'ru' });
  const page = await context.newPage();
  await openForReading(page, '/');
  await page.getByRole('button', { name: 'Тёмная тема' }).click();
  await page.goto(`${host.url}/machine/`, { waitUntil: 'commit' });
  await page.locator('body').waitFor({ state: 'attached', timeout: 5_000 });
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});

async function openForReading(page: Page, path: string): Promise<void> {
  await page.goto(`${host.url}${path}`, { waitUntil: 'load' });
  await page.locator('lab-page[data-mode=reading]').waitFor({ timeout: 10_000 });
}
