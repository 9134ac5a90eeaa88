import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type WrittenHome, writeHome } from '../bench/strip/written-home.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { type TestLab, startTestLab } from '../lab.ts';
import { readWholeLab } from '../unit/claims/whole-lab.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { runAxe } from './run-axe.ts';
import { serveFolder } from './static-site.ts';
import { tellRecordings } from './told-recordings.ts';

let site: BuiltSite;
let browser: Browser;
let home: WrittenHome;
let lab: TestLab;
let context: BrowserContext;
let errors: string[];
let page: Page;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const events = await readWholeLab();
  home = await writeHome(events);
  await tellRecordings(home.home, events);
  lab = await startTestLab(site.dir, { LAB_HOME: home.home, HOSTNAME: 'anna-book', USER: 'anna.petrova' });
  ({ context, errors } = await openContext(browser));
  page = await context.newPage();
});

afterEach(async () => {
  await context.close();
  await lab[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  if (errors.length > 0) throw new Error(`nobody expected: ${errors.join('; ')}`);
});

const claims = () => page.locator('lab-report .claim');
const summary = () => page.locator('[data-part="claims-summary"]');

async function openReport(where = page): Promise<void> {
  await where.goto(`${lab.url}/report/#token=${lab.token}`);
  await where.locator('lab-report .claim').first().waitFor({ timeout: 20_000 });
}

/** A claim that a recording shows. */
const recorded = () => claims().filter({ has: page.getByRole('button', { name: /^Запись, / }) });

async function openReplay(): Promise<void> {
  await recorded()
    .first()
    .getByRole('button', { name: /^Запись, / })
    .first()
    .click();
  await page.locator('[data-part="player-play"]').waitFor({ state: 'visible', timeout: 15_000 });
}

describe('the page of the report', () => {
  it('says what is shown, and leads to the second and to the moment that prove it', async () => {
    await openReport();
    const told = (await summary().textContent()) ?? '';
    const [, shown, all] = /Показано (\d+) из (\d+)/.exec(told) ?? [];
    expect(Number(shown)).toBeGreaterThan(20);
    expect(await claims().count()).toBe(Number(all));
    expect(await page.locator('lab-report .claim[data-mark="done"]').count()).toBe(Number(shown));

    await openReplay();
    const screen = page.locator('lab-replay .ap-term-text');
    await waitFor('the recording', async () => (await screen.innerText()).includes('the output of'));
    // The same button closes it.
    await recorded()
      .first()
      .getByRole('button', { name: /^Запись, / })
      .first()
      .click();
    await page.locator('lab-replay').waitFor({ state: 'detached' });

    const onStrip = recorded().first().getByRole('button', { name: 'На ленте' }).first();
    await onStrip.click();
    const plot = page.locator('lab-strip [data-part="plot"]');
    await waitFor('the strip', () => plot.isVisible());
    const at = await recorded().first().locator('.at').first().textContent();
    await waitFor('the moment', async () => ((await plot.getAttribute('aria-valuetext')) ?? '').includes(at ?? '?'));
    await onStrip.click();
    await waitFor('the strip to go', async () => !(await plot.isVisible()));
  });

  it('follows the run as it goes on: an answer, a name', async () => {
    await openReport();
    expect(await page.locator('[data-part="missing"]').textContent()).toContain('имени');
    await lab.ask('PUT', '/answers/conclusion', { text: 'Лидер сменился сам.' });
    const own = page.locator('[data-question="conclusion"]');
    await waitFor('the answer', async () => (await own.getAttribute('data-mark')) === 'done');
    expect(await own.textContent()).toContain('Лидер сменился сам.');
    await lab.ask('PUT', '/author', { name: 'Ёлкина Анна', group: 'К3340' });
    await waitFor('the name', async () =>
      ((await page.locator('lab-author [data-part="name"]').textContent()) ?? '').includes('Ёлкина Анна, К3340'),
    );
    expect((await page.locator('[data-part="missing"]').textContent()) ?? '').not.toContain('имени');
  });

  it('takes the name of the student, whom the cover tells as well, and refuses none', async () => {
    await openReport();
    await page.getByRole('button', { name: 'Вписать имя' }).click();
    await page.keyboard.press('Enter');
    const problem = page.locator('lab-author [data-part="problem"]');
    expect(await problem.textContent()).toContain('фамилию и имя');
    await page.getByLabel('Фамилия, имя, отчество').fill('Ёлкина\u202E Анна');
    await page.keyboard.press('Enter');
    await waitFor('the refusal', async () => ((await problem.textContent()) ?? '').includes('невидимые знаки'));
    await page.getByLabel('Фамилия, имя, отчество').fill('Ёлкина Анна');
    await page.getByLabel('Группа').fill('К3340');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Изменить' }).waitFor();
    await page.goto(`${lab.url}/`);
    const cover = page.locator('.cover lab-author [data-part="name"]');
    await waitFor('the cover', async () => (await cover.textContent()) === 'Ёлкина Анна, К3340');
    expect(await page.locator('.cover').textContent()).toContain('Автор исходного отчёта');
  });

  it('hides a text after asking once, and the file that it gives does not have it', async () => {
    await lab.ask('PUT', '/author', { name: 'Ёлкина Анна', group: '' });
    await openReport();
    const secret = 'the output of docker stop pg-slave';
    await page.getByLabel('Что скрыть в записях').fill(secret);
    await page.getByRole('button', { name: 'Скрыть в записях…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('Вернуть его нельзя');
    expect(await dialog.locator('pre').textContent()).toBe(secret);
    await dialog.getByRole('button', { name: 'Отмена' }).click();
    expect(await page.getByLabel('Что скрыть в записях').inputValue()).toBe(secret);
    await page.getByRole('button', { name: 'Скрыть в записях…' }).click();
    await dialog.getByRole('button', { name: 'Скрыть навсегда' }).click();
    const outcome = page.locator('lab-hide-text [data-part="outcome"]');
    await waitFor('the outcome', async () =>
      /^Скрыто \d+\s(место|места|мест) в записях\.$/.test((await outcome.textContent()) ?? ''),
    );
    expect(await page.getByLabel('Что скрыть в записях').inputValue()).toBe('');
    const secrets = page.locator('[data-kind="secrets"] [data-part="places"]');
    await waitFor('the new count', async () => ((await secrets.textContent()) ?? '').endsWith('→ [скрыто]'));

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Скачать отчёт' }).click(),
    ]);
    expect(download.suggestedFilename()).toContain('Ёлкина');
    const files = unzipSync(new Uint8Array(await readFile(await download.path())));
    expect(Object.keys(files)).toContain('run/manifest.json');
    expect(strFromU8(files['run/manifest.json'] ?? new Uint8Array())).toContain('Ёлкина Анна');
    const telling = Object.entries(files).filter(([, bytes]) => strFromU8(bytes).includes(secret));
    expect(telling.map(([name]) => name)).toEqual([]);
    const came = page.locator('lab-download [data-part="outcome"]');
    await waitFor('the end', async () => ((await came.textContent()) ?? '').startsWith('Готово: '));
  });

  it('counts what it hides of the machine, and leaves in what the student wants', async () => {
    await lab.ask('PUT', '/answers/expose', { text: 'Запускала на anna-book, дважды: anna-book.' });
    await openReport();
    const row = page.locator('[data-kind="host-name"]');
    const places = row.locator('[data-part="places"]');
    await waitFor('the count', async () => (await places.textContent()) === '2\u00A0места → [машина]');
    expect(await row.locator('code').textContent()).toBe('anna-book');
    expect(await page.locator('[data-kind="user-name"] [data-part="places"]').textContent()).toBe('не встречается');
    await page.getByLabel('Имя машины').uncheck();
    await waitFor('the choice', async () => (await places.textContent()) === '2\u00A0места, останется как есть');
    await page.reload();
    await waitFor('the kept choice', async () => !(await page.getByLabel('Имя машины').isChecked()));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Скачать отчёт' }).click(),
    ]);
    const files = unzipSync(new Uint8Array(await readFile(await download.path())));
    expect(strFromU8(files['run/journal.ndjson'] ?? new Uint8Array())).toContain('Запускала на anna-book');
    await page.getByLabel('Имя машины').check();
    await waitFor('the other choice', async () => (await places.textContent()) === '2\u00A0места → [машина]');
  });

  it('says plainly that there is nothing to make a report of, without a key and without a server', async () => {
    const stranger = await browser.newContext({ locale: 'ru' });
    const refused = await stranger.newPage();
    await refused.goto(`${lab.url}/report/`);
    await refused.locator('lab-page[data-mode="refused"]').waitFor();
    expect(await refused.locator('[data-part="waiting"]').textContent()).toBe('Собрать отчёт сейчас не из чего.');
    expect(await refused.locator('[data-part="content"]').isHidden()).toBe(true);
    await using host = await serveFolder(site.dir);
    await refused.goto(`${host.url}/report/`);
    await refused.locator('lab-page[data-mode="reading"]').waitFor();
    expect(await refused.locator('[data-part="reading"]').isVisible()).toBe(true);
    expect(await refused.locator('[data-part="content"]').isHidden()).toBe(true);
    await stranger.close();
  });
});

describe.each([
  ['in light', 'light', 1_280],
  ['in dark', 'dark', 1_280],
  ['on a phone in light', 'light', 390],
  ['on a phone in dark', 'dark', 390],
] as const)('%s', (_, colorScheme, width) => {
  it('axe finds nothing on the page with a replay, a strip and the form of the name open', async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 844 });
    await openReport();
    await openReplay();
    await page.locator('[data-part="player-text"]').click();
    await recorded().first().getByRole('button', { name: 'На ленте' }).first().click();
    await page.locator('lab-strip[data-state="ready"]').waitFor();
    await page.getByRole('button', { name: 'Вписать имя' }).click();
    expect(await runAxe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
