import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { solve } from '../../server/solve/solve.ts';
import { parseGradeFile } from '../../src/client/review/grade-file.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { startTestLab } from '../lab.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { openReport, openReview, eventually } from '../pages/review/review-page.ts';
import { serveFolder } from './static-site.ts';

/** The first step of part 4 with a measured outage: the others take minutes each, and tests/cluster walks them. */
const lastStep = 'fault-stop';

let site: BuiltSite;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'lab-solved-'));
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

test('a lab that was solved is exported, read from disk without a network, reviewed and graded', async () => {
  const report = await solvedReport();
  const bundle = openBundle(report);
  expect(bundle.integrity).toMatchObject({ state: 'intact', problems: [] });
  const claims = judgeClaims(bundle.events);
  const wanted = claims.filter(({ step }) => !step.startsWith('fault') || step === lastStep);
  expect(wanted.filter(({ state }) => state === 'not-shown')).toEqual([]);
  await readFromDisk(
    report,
    wanted.map(({ sentence }) => sentence),
  );
  await reviewAndGrade(report, claims.filter(({ state }) => state === 'shown').length);
});

/** Walks the lab on the real cluster, writes the author into the page, and downloads the report there. */
async function solvedReport(): Promise<Uint8Array> {
  await using lab = await startTestLab(site.dir);
  const lines: string[] = [];
  const { failed } = await solve({ client: lab.client, until: lastStep, print: (line) => lines.push(line) });
  expect(failed, lines.join('\n')).toEqual([]);
  const claims = await lab.client.claims();
  const { context, errors } = await openContext(browser);
  const page = await context.newPage();
  await page.goto(`${lab.url}/report/#token=${lab.token}`);
  await lab.ask('PUT', '/author', { name: 'Иванова Анна', group: 'М3301' });
  await page.getByText('Иванова Анна').first().waitFor();
  const report = await saved(page, () => page.getByRole('button', { name: 'Скачать отчёт' }).click());
  expect(judgeClaims(openBundle(report.bytes).events)).toEqual(claims);
  expect(errors).toEqual([]);
  await context.close();
  return report.bytes;
}

/** `index.html` says every sentence of the run without a network, a script or a word on the console. */
async function readFromDisk(report: Uint8Array, sentences: readonly string[]): Promise<void> {
  const { 'index.html': index, ...others } = unzipSync(report);
  if (index === undefined) throw new Error('the report has no index.html');
  expect(Object.keys(others).filter((name) => /^ReportPhoto\/\w+\.png$/.test(name)).length).toBeGreaterThan(15);
  const file = path.join(folder, 'index.html');
  await writeFile(file, index);
  await using context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('request', (request) => heard.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const text = plain(await page.locator('body').innerText());
  expect(sentences.filter((sentence) => !text.includes(plain(sentence).replace(/\.$/, '')))).toEqual([]);
  expect(await page.locator('script').count()).toBe(0);
  expect(heard).toEqual([pathToFileURL(file).href]);
  expect(strFromU8(others['README.md'] ?? new Uint8Array())).toContain('Выполнил: Иванова Анна');
}

/** An instructor opens it from a static host, sees what is shown, gives a point and saves the grade. */
async function reviewAndGrade(report: Uint8Array, shown: number): Promise<void> {
  await using host = await serveFolder(site.dir);
  await using review = await openReview(browser, host.url);
  const { page, errors } = review;
  await review.bring([{ name: 'report.zip', bytes: report }]);
  await eventually(() => page.locator('td[data-of="claims"]').innerText()).toMatch(new RegExp(`^${shown} из \\d+$`));
  await openReport(page, 'Иванова Анна');
  const line = page.locator('[data-criterion="stop-leader"]');
  await line.locator('.points').fill('1');
  await line.locator('textarea').fill('Хорошо.');
  await eventually(() => page.locator('.grading-told').innerText()).toContain('Сохранено');
  const grade = await saved(page, () => page.getByRole('button', { name: 'Оценка в JSON' }).click());
  expect(parseGradeFile(strFromU8(grade.bytes)).grade.marks).toEqual([
    { criterion: 'stop-leader', points: 1, comment: 'Хорошо.' },
  ]);
  expect(errors).toEqual([]);
}

/** What a click saves. */
async function saved(page: Page, click: () => Promise<void>): Promise<{ readonly bytes: Uint8Array }> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), click()]);
  return { bytes: new Uint8Array(await readFile(await download.path())) };
}

/** Typography and line breaks differ between a page and a sentence. */
function plain(text: string): string {
  return text.replaceAll(/[\s\u00a0\u202f]+/g, ' ');
}
