import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseList, parseRecord } from '#protocol/parse.ts';
import { renderIndex } from '../../server/report/index/render-index.ts';
import { renderFigures } from '../../server/report/render-figures.ts';
import type { ReportSource } from '../../server/report/report-source.ts';
import { allHostile, hostile } from '../unit/report/hostile.ts';
import {
  castOf,
  endOf,
  journalOf,
  ranCommand,
  realJournal,
  reportSource,
  shownClaim,
  startedAt,
} from '../unit/report/sources.ts';
import { launchChromium } from '../browser/open-browser.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'lab-report-'));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** A run with something of everything; `text` stands wherever a student or a cluster may write. */
async function writtenReport(name: string, text: string): Promise<string> {
  const command = ranCommand('ps', { text });
  const answers = ['expose', 'rebuild-restart', 'conclusion'].map((question) => ({
    kind: 'answer-saved' as const,
    question,
    text,
  }));
  const evidence = [{ seq: 1, at: startedAt, label: text, recording: { terminal: 'main', seconds: 2.5 } }];
  const source: ReportSource = reportSource({
    run: text,
    author: { name: text, group: text },
    events: [...(await realJournal('kill-and-pause')), ...journalOf(endOf(command), ...answers)],
    claims: [
      { ...shownClaim('up', text), evidence },
      { ...shownClaim('build', text), id: 'other', state: 'not-shown', why: text, evidence: [] },
    ],
    recordings: new Map([
      [
        'main',
        castOf([
          [1, 'o', 'lab # '],
          [1.5, 'o', `${text}\r\n`],
          [2, 'm', '▶ ps'],
          [2.5, 'o', `${text}\r\n`],
          [3, 'm', '■ ps: код 0'],
        ]),
      ],
    ]),
    files: [
      { path: 'Dockerfile', savedAt: startedAt, hash: '', text },
      { path: 'note.txt', savedAt: startedAt, hash: '', text },
    ],
    versions: { lab: text, engine: text, compose: text, patroni: [text], images: [{ name: text, id: text }] },
  });
  const file = path.join(folder, `${name}.html`);
  await writeFile(file, renderIndex(source, await renderFigures(source)));
  return pathToFileURL(file).href;
}

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

/** Opens a report from the disk, without a network; tells everything that it asks for and every error. */
async function openReport(page: Page, address: string): Promise<readonly string[]> {
  const found: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== address) found.push(`asks for ${request.url()}`);
  });
  page.on('console', (message) => found.push(`says ${message.text()}`));
  page.on('pageerror', (error) => found.push(error.message));
  page.on('dialog', (dialog) => found.push(`opens ${dialog.message()}`));
  await page.goto(address);
  return found;
}

/** The elements of the document with the names of their attributes, counted. */
function shapeOf(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const counts: Record<string, number> = {};
    for (const element of document.querySelectorAll('*')) {
      // How often a line of a terminal is parted depends on what stands in it.
      if (element.closest('figure svg') !== null || element.closest('pre') !== null) continue;
      const key = `${element.tagName} ${element.getAttributeNames().toSorted().join(' ')}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  });
}

describe('index.html, opened from the disk without a network', () => {
  test.each([
    ['in light', { colorScheme: 'light', viewport: wide }],
    ['in dark', { colorScheme: 'dark', viewport: wide }],
    ['on a phone', { colorScheme: 'light', viewport: narrow }],
  ] as const)('asks for nothing, says nothing, fits, and axe finds nothing: %s', async (_, look) => {
    const address = await writtenReport('plain', 'Обычный текст');
    await using context = await browser.newContext({ ...look, offline: true, locale: 'ru' });
    const page = await context.newPage();
    const found = await openReport(page, address);
    expect(await page.locator('figure svg').count()).toBeGreaterThan(3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(found).toEqual([]);
    expect(await inspect(page)).toEqual([]);
  });

  test('takes no element and no attribute from what a student or a cluster wrote', async () => {
    await using context = await browser.newContext({ offline: true, locale: 'ru' });
    const page = await context.newPage();
    await openReport(page, await writtenReport('plain', 'text'));
    const expected = await shapeOf(page);
    for (const [index, text] of [...hostile, allHostile].entries()) {
      const suspect = await context.newPage();
      const found = await openReport(suspect, await writtenReport(`hostile-${index}`, text));
      expect(found).toEqual([]);
      expect(await shapeOf(suspect)).toEqual(expected);
      const strange = suspect.locator('figure svg :not(svg, g, rect, path, text, ellipse, circle, defs, pattern)');
      expect(await strange.count()).toBe(0);
      await suspect.close();
    }
  });

  test('prints every listing, on white, whatever the screen shows', async () => {
    await using context = await browser.newContext({ colorScheme: 'dark', offline: true, locale: 'ru' });
    const page = await context.newPage();
    await openReport(page, await writtenReport('printed', 'Обычный текст'));
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(28, 34, 51)');
    const listings = page.locator('#part-1 ~ details pre');
    expect(await listings.count()).toBeGreaterThanOrEqual(5);
    for (const listing of await listings.all()) {
      const seen = await listing.evaluate((element) => element.checkVisibility({ contentVisibilityAuto: true }));
      expect(seen).toBe(true);
    }
  });
});

/** Runs axe inside of the page, which itself may run nothing: its rules come in by the debugger. */
async function inspect(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe.source });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations)`,
    awaitPromise: true,
    returnByValue: true,
  });
  return parseList(result.value, 'violations', (violation, at) => {
    const { id, nodes } = parseRecord(violation, at);
    return `${String(id)}: ${JSON.stringify(nodes).slice(0, 400)}`;
  });
}
