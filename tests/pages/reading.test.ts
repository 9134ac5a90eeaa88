import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ReferenceStep, parseReferenceStep } from '#protocol/reference.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from '../browser/open-browser.ts';
import { runAxe } from '../browser/run-axe.ts';
import { type StaticHost, serveFolder } from '../browser/static-site.ts';

const base = '/name/';
let site: BuiltSite;
let folder: string;
let host: StaticHost;
let browser: Browser;
let context: BrowserContext;
let errors: string[];
let page: Page;
let asked: string[];

beforeAll(async () => {
  site = await buildSite(base);
  // A host of many sites, this one below its name.
  folder = await mkdtemp(path.join(tmpdir(), 'lab-host-'));
  await symlink(site.dir, path.join(folder, 'name'));
  host = await serveFolder(folder);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
  await site?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  ({ context, errors } = await openContext(browser));
  page = await context.newPage();
  asked = [];
  page.on('request', (request) => asked.push(request.url().replace(host.url, '')));
});

afterEach(async () => {
  const api = asked.filter((url) => url.includes('/api/') && url !== '/api/health');
  await context.close();
  // A static host has no /api: the browser tells of the one question.
  const unexpected = errors.filter((error) => !error.includes('404'));
  if (unexpected.length > 0) throw new AggregateError(unexpected, `nobody expected: ${unexpected.join('; ')}`);
  if (api.length > 0) throw new Error(`a static host was asked for ${api.join(', ')}`);
});

const recordOf = async (step: string): Promise<ReferenceStep> =>
  parseReferenceStep(JSON.parse(await readFile(path.join(site.dir, `reference/steps/${step}.json`), 'utf8')));

async function read(step: string): Promise<ReferenceStep> {
  await page.goto(`${host.url}${base}steps/${step}/`);
  await page.locator('lab-page[data-mode="reading"]').waitFor();
  await page.locator('lab-cluster[data-drawn="true"]').waitFor();
  return recordOf(step);
}

const text = async (selector: string) =>
  ((await page.locator(selector).first().textContent()) ?? '').replaceAll('\u00A0', ' ').replaceAll(/\s+/g, ' ').trim();
const shown = (selector: string, words: string | RegExp) =>
  waitFor(`${words} in ${selector}`, async () => {
    const now = await text(selector);
    return (typeof words === 'string' ? now.includes(words) : words.test(now)) && now;
  });
const block = (id: string) => `lab-command[data-command="${id}"]`;
const clock = (at: number) =>
  new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);

describe('a step without a server', () => {
  it('shows what was recorded: commands, figures, names, checks, and when that was', async () => {
    const record = await read('stop-leader');
    await shown('lab-banner', /Запись от \d+ [а-я]+ \d{4} г\./);
    for (const { record: run } of record.commands) {
      expect(await text(`${block(run.stepCommand ?? '')} [data-part="text"]`)).toBe(run.text);
      expect(await shown(`${block(run.stepCommand ?? '')} [data-part="status"]`, 'код 0')).toMatch(/код 0 · \d+,\d с/);
      expect(await page.locator(`${block(run.stepCommand ?? '')} [data-part="run"]`).isVisible()).toBe(false);
      expect(await page.locator(`${block(run.stepCommand ?? '')} [data-part="replay"]`).isVisible()).toBe(true);
    }
    await shown('lab-figure [data-part="output"]', 'Exited');
    expect(await page.locator('lab-checks [data-mark="done"][data-check]').count()).toBe(record.checks.length);
    // The leader of the beginning, and after the stop the other one.
    const leaders = record.names.flatMap(({ values }) => values.leader ?? []);
    const names = await page.locator('lab-name[data-of="leader"]').allTextContents();
    expect(names).toEqual([leaders[0], leaders.at(-1)]);
    expect(leaders[0]).not.toBe(leaders.at(-1));
  });

  it('loads nothing of another host, and at most 120 KiB of scripts before a replay', async () => {
    await read('fault-kill');
    await page.locator('lab-strip[data-state="ready"]').waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked.filter((url) => url.startsWith('http'))).toEqual([]);
    expect(asked.filter((url) => url.endsWith('.cast'))).toEqual([]);
    const scripts = [...new Set(asked.filter((url) => url.endsWith('.js')))];
    const weights = scripts.map(
      async (url) => gzipSync(await readFile(path.join(site.dir, url.slice(base.length)))).length,
    );
    const weight = (await Promise.all(weights)).reduce((sum, bytes) => sum + bytes, 0);
    expect(scripts.length).toBeGreaterThan(3);
    expect(weight).toBeLessThanOrEqual(120 * 1024);
  });

  it('keeps an answer in this browser, and opens the model answer after it', async () => {
    await read('question-expose');
    const open = page.locator('lab-question [data-part="open"]');
    expect(await open.isDisabled()).toBe(true);
    await page.locator('lab-question textarea').fill('Порт из expose виден только внутри сети проекта.');
    await shown('lab-question [data-part="saved"]', 'Сохранено в этом браузере');
    await open.click();
    expect(await page.locator('lab-question [data-part="model"]').isVisible()).toBe(true);
    await page.reload();
    await waitFor('the kept answer', async () =>
      (await page.locator('lab-question textarea').inputValue()).startsWith('Порт из expose'),
    );
  });

  it('measures a fault as it was measured then, beside what had been expected', async () => {
    await read('fault-kill');
    await shown('lab-fault-measurement [data-part="progress"]', 'измерено');
    expect(await text('lab-fault-measurement [data-part="rows"]')).toMatch(/\d+,\d с/);
    expect(await shown('lab-prediction [data-part="words"]', 'В записи:')).toMatch(/перерыв \d+ секунд/);
    await shown('lab-probe [data-part="state"]', 'строки сверены');
    expect(Number(await text('lab-probe [data-part="acked"]'))).toBeGreaterThan(100);
    await shown('lab-fault-whole', 'Кластер цел');
  });

  it('compares every fault of the record', async () => {
    await read('faults-compare');
    expect(await shown('lab-comparison [data-part="count"]', 'измерено')).toMatch(/измерено: (?:9|\d\d)/);
  });

  it('is calm where a record cannot be had either', async () => {
    await page.route('**/reference/**', (route) => route.abort());
    await page.goto(`${host.url}${base}steps/stop-leader/`);
    await page.locator('lab-page[data-mode="reading"]').waitFor();
    const why = await shown(`${block('stop-leader')} [data-part="obstacle"]`, 'Выполняется');
    expect(why).toContain('в запущенной лаборатории: npm start');
    // Until then each part of the page that asks for the record in vain is an error on the console.
    await page.close();
    errors.length = 0;
  });
});

describe('a replay', () => {
  it('takes the scheme and the strip to its moment', async () => {
    // With less motion a replay waits at its beginning.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const { commands } = await read('stop-leader');
    const stop = commands.find(({ record }) => record.stepCommand === 'stop-leader')?.record;
    await page.locator(`${block('stop-leader')} [data-part="replay"]`).click();
    await page.locator(`${block('stop-leader')} lab-replay[data-state="paused"]`).waitFor();
    await shown('lab-playback [data-part="moment"]', clock(stop?.startedAt ?? 0));
    const line = page.locator('lab-cluster [data-part="line"]');
    const before = await line.textContent();
    await page.locator(`${block('stop-leader')} lab-replay [data-part="player-play"]`).click();
    await page.locator(`${block('stop-leader')} lab-replay[data-state="ended"]`).waitFor();
    // The leader went while its command still ran; what stands there for a moment only, a busy machine may skip.
    await waitFor('another state of the cluster', async () => (await line.textContent()) !== before);
    await shown('lab-playback [data-part="moment"]', clock(stop?.endedAt ?? 0));
    await page.locator('lab-strip').scrollIntoViewIfNeeded();
    expect(await shown('lab-strip [data-part="time"]', clock(stop?.endedAt ?? 0))).not.toBe('Сейчас');
  });

  it('of the whole step goes through the failover by itself, faster when asked, and rests at its end', async () => {
    const { from, until, names } = await read('stop-leader');
    const after = names.at(-1)?.values.leader ?? '';
    const settled = await shown('lab-cluster [data-part="line"]', after);
    await page.locator('lab-playback select').selectOption('5');
    const started = performance.now();
    await page.locator('lab-playback [data-part="play"]').click();
    await shown('lab-playback [data-part="play-label"]', 'Остановить');
    await waitFor(
      'the time before the new leader',
      async () => (await text('lab-cluster [data-part="line"]')) !== settled,
    );
    expect(await shown('lab-cluster [data-part="line"]', settled)).toBe(settled);
    await shown('lab-playback [data-part="play-label"]', 'Проиграть шаг');
    expect(performance.now() - started).toBeLessThan(until - from);
    await shown('lab-playback [data-part="moment"]', clock(until));
  });

  it('begins where the strip is clicked, also by keys', async () => {
    const { until } = await read('stop-leader');
    await page.locator('lab-strip').scrollIntoViewIfNeeded();
    await page.locator('lab-strip[data-state="ready"]').waitFor();
    const plot = page.locator('lab-strip [data-part="plot"]');
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the strip has no place');
    await page.mouse.click(box.x + box.width * 0.2, box.y + box.height / 2);
    const clicked = await waitFor('another moment', async () => {
      const now = await text('lab-playback [data-part="moment"]');
      return !now.includes(clock(until)) && now;
    });
    await plot.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await waitFor('the next change', async () => (await text('lab-playback [data-part="moment"]')) !== clicked);
    await page.locator('lab-playback [data-part="end"]').click();
    expect(await shown('lab-playback [data-part="moment"]', clock(until))).not.toBe(clicked);
  });
});

it.each([
  ['in light', 'light', { width: 1280, height: 720 }],
  ['in dark', 'dark', { width: 1280, height: 720 }],
  ['on a phone', 'light', { width: 390, height: 844 }],
] as const)('axe finds nothing in a replay and the open panel, %s', async (_, colorScheme, viewport) => {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
  await read('stop-leader');
  await page.locator(`${block('stop-leader')} [data-part="replay"]`).click();
  await page.locator(`${block('stop-leader')} lab-replay[data-state]`).waitFor();
  expect(await runAxe(page)).toEqual([]);
  const toggle = page.locator('[data-part="cluster-toggle"]');
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  await page.locator('lab-playback').waitFor();
  expect(await runAxe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
