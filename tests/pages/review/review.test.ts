import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseGradeFile } from '../../../src/client/review/grade-file.ts';
import { type BuiltSite, buildSite } from '../../build-site.ts';
import { realReport, reportOf, wholeReport } from '../../unit/review/reports.ts';
import { anotherKey } from '../../reports/build-report.ts';
import { launchChromium } from '../../browser/open-browser.ts';
import { type StaticHost, serveFolder } from '../../browser/static-site.ts';
import { eventually, openReport, openReview } from './review-page.ts';

let site: BuiltSite;
let host: StaticHost;
let browser: Browser;
let whole: Uint8Array;

beforeAll(async () => {
  site = await buildSite();
  host = await serveFolder(site.dir);
  browser = await launchChromium();
  whole = await wholeReport('Иванова Анна', { secret: anotherKey });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

/** What a click saves, as text. */
async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download', { timeout: 15_000 }), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const part = (name: string) => `[data-part="${name}"]`;

test('a report is opened, its claim leads to the second, it is graded, saved, and graded still after a reload', async () => {
  await using review = await openReview(browser, host.url);
  const { page, errors, requests } = review;
  await review.bring([{ name: 'report.zip', bytes: whole }]);
  await openReport(page, 'Иванова Анна');

  // The claim's evidence: the recording at its second, the strip, the event.
  const claim = page.locator('.claim[data-state="shown"]').filter({ hasText: 'Остановлен узел' });
  await claim.locator('.button-evidence').first().click();
  const replay = page.locator('dialog[open] lab-replay');
  await replay.locator('.ap-line').first().waitFor({ timeout: 15_000 });
  await eventually(() => replay.locator('.ap-term').innerText()).toContain('отвечает');
  await page.keyboard.press('Escape');
  await claim.getByRole('button', { name: 'на ленте' }).first().click();
  await eventually(() => page.locator('.strip').getAttribute('data-state')).toBe('ready');
  await claim
    .getByRole('button', { name: /^событие/ })
    .first()
    .click();
  const seq = (
    await claim
      .getByRole('button', { name: /^событие/ })
      .first()
      .innerText()
  ).replace('событие ', '');
  expect(await page.locator('.journal-list [data-opened] .journal-seq').innerText()).toBe(seq);

  // Points beyond the most are held back; what is given is kept.
  const line = page.locator('[data-criterion="stop-leader"]');
  await line.locator('.points').fill('100');
  await line.locator('.points').blur();
  expect(await line.locator('.points').inputValue()).toBe('1');
  await line.locator('textarea').fill('Пауза объяснена верно.');
  await eventually(() => page.locator('.grading-told').innerText()).toContain('Сохранено');

  const grade = await saved(page, () => page.getByRole('button', { name: 'Оценка в JSON' }).click());
  expect(grade.name).toBe('М3301_Иванова-Анна.json');
  expect(parseGradeFile(grade.bytes.toString()).grade.marks).toEqual([
    { criterion: 'stop-leader', points: 1, comment: 'Пауза объяснена верно.' },
  ]);
  const copy = await saved(page, () => page.getByRole('button', { name: 'Проверенный отчёт' }).click());
  await readsOffline(copy.bytes, ['Иванова Анна', 'Пауза объяснена верно.', '1 из 1']);

  await page.getByRole('link', { name: 'Все отчёты' }).click();
  await page.locator(part('class')).waitFor();
  expect(await page.locator('td[data-of="points"]').innerText()).toMatch(/^1 из \d+$/);

  await page.reload();
  await page.locator('lab-review[data-state="ready"]').waitFor();
  await review.bring([{ name: 'renamed.zip', bytes: whole }]);
  expect(await page.locator('td[data-of="points"]').innerText()).toMatch(/^1 из \d+$/);
  await openReport(page, 'Иванова Анна');
  expect(await page.locator('[data-criterion="stop-leader"] textarea').inputValue()).toBe('Пауза объяснена верно.');

  // Grades that came with a file replace those that are here.
  await page.locator('[data-criterion="stop-leader"] textarea').fill('другое');
  await page.getByRole('link', { name: 'Все отчёты' }).click();
  await page.locator(part('export')).click();
  await page
    .locator(part('import-files'))
    .setInputFiles({ name: grade.name, mimeType: 'application/json', buffer: grade.bytes });
  await eventually(() => page.locator(part('told')).innerText()).toBe('Загружено оценок: 1.');
  await page.locator(part('export-close')).click();
  await openReport(page, 'Иванова Анна');
  expect(await page.locator('[data-criterion="stop-leader"] textarea').inputValue()).toBe('Пауза объяснена верно.');

  expect(errors).toEqual([]);
  expect(requests.filter((url) => url.includes('/api'))).toEqual([]);
});

/** The graded copy opens from a disk without a network, and says what it is to say. */
async function readsOffline(bytes: Uint8Array, words: readonly string[]): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), 'lab-copy-'));
  try {
    const file = path.join(dir, 'copy.html');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(file, bytes);
    await using context = await browser.newContext({ offline: true, javaScriptEnabled: true });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => errors.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    const text = await page.locator('body').innerText();
    for (const word of words) expect(text).toContain(word);
    expect(await page.locator('script').count()).toBe(0);
    expect(errors).toEqual([]);
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe('a class', () => {
  test('of thirty reports is read with broken ones among them, sorted, filtered and saved', async () => {
    await using review = await openReview(browser, host.url);
    const { page, errors } = review;
    const files = Array.from({ length: 24 }, (_, index) => ({
      name: `report-${index}.zip`,
      bytes: reportOf(`Студент ${String(index).padStart(2, '0')}`, {
        run: `2026-11-23-${String(index).padStart(8, '0')}`,
        secret: new Uint8Array(32).fill(index + 10),
      }),
    }));
    const real = realReport('Яковлева Вера', { secret: anotherKey });
    const broken = [
      { name: 'text.zip', bytes: Buffer.from('это не архив') },
      { name: 'empty.zip', bytes: new Uint8Array(0) },
      { name: 'cut.zip', bytes: real.subarray(0, real.length - 60) },
      { name: 'twin.zip', bytes: files[3]?.bytes ?? real },
    ];
    await review.bring([...files, ...broken, { name: 'real.zip', bytes: real }, { name: 'whole.zip', bytes: whole }]);

    const rows = page.locator(`${part('rows')} tr`);
    expect(await rows.count()).toBe(30);
    expect(await page.locator(part('count')).innerText()).toMatch(/^26\sотчётов, не прочитано 4$/);
    const problems = await page.locator('tr[data-state="failed"] [data-of="problem"]').allInnerTexts();
    expect(problems).toHaveLength(3);
    for (const problem of problems) expect(problem).toMatch(/^[А-ЯЁ].*\. .*\./);
    expect(await page.locator('tr[data-state="twin"] [data-of="problem"]').innerText()).toContain('report-3.zip');

    await page.getByRole('button', { name: 'Перерыв: остановка' }).click();
    expect(await rows.first().locator('td[data-of="stop"]').innerText()).toMatch(/^\d+,\d с$/);
    await page.getByRole('button', { name: 'Студент', exact: true }).click();
    await page.getByRole('button', { name: 'Студент', exact: true }).click();
    expect(await rows.first().locator('th').innerText()).toBe('Яковлева Вера');
    await page.getByRole('searchbox').fill('студент 07');
    expect(await rows.count()).toBe(1);
    await page.getByRole('searchbox').fill('');
    await page.locator(part('state')).selectOption('unread');
    expect(await rows.count()).toBe(4);
    await page.locator(part('state')).selectOption('all');

    // The keyboard goes through the rows and takes one away.
    await rows.nth(5).locator('[data-row-focus]').focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('ArrowDown');
    const sixth = await focused();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Delete');
    await eventually(() => rows.count()).toBe(29);
    expect(await focused()).toBe(sixth);
    await page.keyboard.press('Enter');
    await page.locator('.claim').first().waitFor();
    expect(await page.locator('h1[data-part="name"]').innerText()).toBe(sixth);
    await page.goBack();
    await page.locator(part('class')).waitFor();
    await eventually(focused).toBe(sixth);
    await page.goForward();
    await page.locator('.claim').first().waitFor();
    await page.goBack();

    await page.locator(part('export')).click();
    const table = await saved(page, () => page.locator('[data-save="class"]').click());
    expect(table.bytes.toString().startsWith('\uFEFFСтудент;Группа;Показано')).toBe(true);
    expect(table.bytes.toString().trim().split('\r\n')).toHaveLength(26);
    await page.locator(part('separator')).selectOption(',');
    const grades = await saved(page, () => page.locator('[data-save="grades"]').click());
    expect(grades.bytes.toString().split('\r\n')[0]).toMatch(/Студент,Группа,Баллы,Из \d+,/);
    const copies = await saved(page, () => page.locator('[data-save="copies"]').click());
    const documents = Object.entries(unzipSync(new Uint8Array(copies.bytes)));
    expect(documents).toHaveLength(25);
    for (const [name, content] of documents) {
      expect(name).toMatch(/^М3301_.*\.html$/);
      expect(strFromU8(content)).toContain("default-src 'none'");
    }
    expect(errors).toEqual([]);
  });

  test('keeps the rows that are there, and the focus in one, while further reports come in between', async () => {
    await using review = await openReview(browser, host.url);
    const { page, errors } = review;
    const short = (name: string, number: number) => ({
      name: `${number}.zip`,
      bytes: reportOf(name, { run: `2026-11-23-0000000${number}`, secret: new Uint8Array(32).fill(number) }),
    });
    await review.bring(['Авдеев', 'Дёмин', 'Власов'].map(short));
    await page.getByRole('link', { name: 'Власов' }).focus();
    const rows = await page.locator('tbody tr').elementHandles();
    await review.bring(['Борисов', 'Егоров', 'Громов'].map((name, index) => short(name, index + 4)));
    const names = await page.locator('[data-row-focus]').allInnerTexts();
    expect(names).toEqual(['Авдеев', 'Борисов', 'Власов', 'Громов', 'Дёмин', 'Егоров']);
    expect(await Promise.all(rows.map((row) => row.evaluate((element) => element.isConnected)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Власов');
    expect(errors).toEqual([]);
  });

  test('tells of one run in two reports, and sets them side by side', async () => {
    await using review = await openReview(browser, host.url);
    const { page, errors } = review;
    await review.bring([
      { name: 'a.zip', bytes: realReport('Иванова Анна') },
      { name: 'b.zip', bytes: realReport('Петров Иван', { secret: anotherKey }) },
    ]);
    const alike = page.locator('td[data-of="likeness"] a');
    await eventually(() => alike.count()).toBe(2);
    expect(await alike.first().innerText()).toMatch(/^100\s% — Петров Иван$/);
    await alike.first().click();
    const compared = page.locator('.compared');
    await compared.waitFor();
    expect(await compared.locator('thead').innerText()).toMatch(/Иванова Анна\s+Петров Иван/);
    expect(await compared.locator('tr[data-differs="true"]').count()).toBe(0);
    expect(page.url()).toMatch(/#report=1&beside=2$/);

    await page.locator(part('beside')).selectOption('reference');
    await eventually(() => compared.locator('thead').innerText()).toContain('Эталонное прохождение');
    expect(await compared.locator('tr[data-differs="true"]').count()).toBeGreaterThan(0);
    await page.locator('.side-by-side .fault summary').first().click();
    await eventually(() => page.locator('.two-charts lab-phases').count()).toBe(2);
    await page.locator(part('beside')).selectOption('');
    await compared.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('keeps its rubric, and counts the points by it', async () => {
    await using review = await openReview(browser, host.url);
    const { page, errors } = review;
    await review.bring([{ name: 'whole.zip', bytes: whole }]);
    await page.locator(part('rubric')).click();
    const lines = page.locator('.rubric-lines li');
    const count = await lines.count();
    await lines.first().getByRole('button').click();
    await page.locator(part('rubric-add')).click();
    await lines.last().locator('input[type="text"]').fill('Защита');
    await lines.last().locator('input[type="number"]').fill('5');
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await openReport(page, 'Иванова Анна');
    expect(await page.locator('.grading-lines li').count()).toBe(count);
    await page.getByLabel('Защита: баллы из 5').fill('4.5');
    await page.getByRole('button', { name: 'Предложить баллы по показанному' }).click();
    await eventually(() => page.locator('.grading-total').innerText()).toMatch(/^\d+(,5)? из \d+$/);
    expect(await page.getByLabel('Защита: баллы из 5').inputValue()).toBe('4.5');
    const total = await page.locator('.grading-total').innerText();
    await page.reload();
    await page.locator('lab-review[data-state="ready"]').waitFor();
    await review.bring([{ name: 'whole.zip', bytes: whole }]);
    expect(await page.locator('td[data-of="points"]').innerText()).toBe(total);
    expect(errors).toEqual([]);
  });
});
