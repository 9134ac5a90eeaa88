import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltSite, buildSite } from '../../build-site.ts';
import { type TestLab, startTestLab } from '../../lab.ts';
import { anotherKey } from '../../reports/build-report.ts';
import { fewHostileReports } from '../../reports/hostile/hostile-reports.ts';
import { reportOf, wholeReport } from '../../unit/review/reports.ts';
import { launchChromium, openContext } from '../../browser/open-browser.ts';
import { type StaticHost, serveFolder } from '../../browser/static-site.ts';
import { eventually, openReport, openReview } from './review-page.ts';

let site: BuiltSite;
let host: StaticHost;
let lab: TestLab;
let browser: Browser;

beforeAll(async () => {
  site = await buildSite();
  host = await serveFolder(site.dir);
  lab = await startTestLab(site.dir);
  browser = await launchChromium();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lab?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

/** Shows everything of the open report: unfolds what is folded, pages through the journal, replays what was recorded. */
async function lookAtEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll<HTMLDetailsElement>('.report details')) fold.open = true;
    const journal = document.querySelector<HTMLSelectElement>('.journal select');
    if (journal === null) throw new Error('the report has no journal');
    journal.value = 'all';
    journal.dispatchEvent(new Event('change'));
    document.querySelector('.strip')?.scrollIntoView();
  });
  const replays = page.locator('.terminal .button-evidence');
  if ((await replays.count()) === 0) return;
  await replays.first().evaluate((button: HTMLButtonElement) => button.click());
  await page.locator('dialog[open] lab-replay').waitFor();
  await page
    .locator('dialog[open] :is(.ap-line, [data-part="player-state"]:not(:empty))')
    .first()
    .waitFor({ timeout: 10_000 });
  await page.keyboard.press('Escape');
}

describe('B3', () => {
  test('a report with another’s run and name gets none of its points, and changes neither them nor the rubric', async () => {
    await using review = await openReview(browser, host.url);
    const { page, errors } = review;
    const anna = await wholeReport('Иванова Анна');
    await review.bring([{ name: 'anna.zip', bytes: anna }]);
    await openReport(page, 'Иванова Анна');
    await page.locator('.grading .points').first().fill('1');
    await eventually(() => page.locator('.grading-told').innerText()).toContain('Сохранено');
    await page.getByRole('link', { name: 'Все отчёты' }).click();

    const texts = { 'README.md': 'другой', 'run/grades.json': '{"rubric":[],"grades":{}}' };
    const forged = reportOf('Иванова Анна', { secret: anotherKey, texts });
    const trap = reportOf('__proto__', { run: '__proto__' });
    await review.bring([
      { name: 'forged.zip', bytes: forged },
      { name: 'trap.zip', bytes: trap },
    ]);
    const points = () => page.locator('td[data-of="points"]').allInnerTexts();
    expect((await points()).toSorted()).toEqual([expect.stringMatching(/^1 из/), '—', '—']);
    for (const id of [2, 3]) {
      await page.evaluate((entry) => {
        location.hash = `#report=${entry}`;
      }, id);
      await page.locator(`lab-review[data-shown="${id}"]`).waitFor();
      expect(await page.locator('.grading .points').first().inputValue()).toBe('');
      await page.locator('.grading .points').first().fill('0');
      await eventually(() => page.locator('.grading-told').innerText()).toContain('Сохранено');
    }
    await page.getByRole('link', { name: 'Все отчёты' }).click();
    const shown = (await points()).toSorted();
    expect(shown.map((text) => text.slice(0, 4))).toEqual(['0 из', '0 из', '1 из']);
    const kept = await page.evaluate(async () => {
      const opening = indexedDB.open('lab-review');
      await new Promise((resolve) => {
        opening.addEventListener('success', resolve);
      });
      const asking = opening.result.transaction('grades').objectStore('grades').getAllKeys();
      await new Promise((resolve) => {
        asking.addEventListener('success', resolve);
      });
      return asking.result.length;
    });
    expect(kept).toBe(3);
    expect(errors).toEqual([]);
  });
});

describe('B4', () => {
  test('a report that is open beside a running lab reaches nothing of it and never sees its token', async () => {
    const opened = await openContext(browser);
    const first = await opened.context.newPage();
    await first.goto(`${lab.url}/#token=${lab.token}`);
    await first.locator('lab-page[data-mode="live"]').waitFor();
    await first.close();
    await opened.context.addInitScript(() => {
      const read: Storage['getItem'] = Reflect.get(Storage.prototype, 'getItem');
      Storage.prototype.getItem = function (key: string) {
        if (key === 'lab-token') console.error('the token was read');
        return Reflect.apply(read, this, [key]);
      };
    });
    await using review = await openReview(browser, lab.url, {}, opened);
    const { page, errors, requests } = review;
    const reports = fewHostileReports().slice(0, 40);
    await review.bring([
      ...reports.map(({ make }, index) => ({ name: `${index}.zip`, bytes: make() })),
      { name: 'whole.zip', bytes: await wholeReport('Иванова Анна') },
    ]);
    await openReport(page, 'Иванова Анна');
    await lookAtEverything(page);
    await page.locator('[data-part="beside"]').selectOption('reference');
    await page.locator('.compared').waitFor({ timeout: 20_000 });

    expect(errors).toEqual([]);
    // What runs in the page, were there such a thing, could ask nobody either.
    const asked = await page.evaluate(async (token) => {
      try {
        await fetch('/api/run', { headers: { Authorization: `Bearer ${token}` } });
        return 'answered';
      } catch {
        return 'refused';
      }
    }, lab.token);
    expect(asked).toBe('refused');
    expect(requests.filter((url) => url.includes('/api'))).toEqual([]);
    const { pathname } = new URL(page.url());
    expect(pathname).toBe('/review/');
  });
});
