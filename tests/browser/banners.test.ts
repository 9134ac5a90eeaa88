import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, type BuiltSite } from '../build-site.ts';
import { mountSmallDisk, noSmallDisk } from '../faults/run/small-disk.ts';
import type { TestLab } from '../lab.ts';
import { startToldEngine, type ToldEngine } from '../server/cluster/told-engine.ts';
import { startLabWithoutDocker } from '../server/lab-without-docker.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';

let site: BuiltSite;
let browser: Browser;
let owner: AsyncDisposableStack;
let folder: string;
let engine: ToldEngine;
let context: BrowserContext;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  owner = new AsyncDisposableStack();
  folder = await mkdtemp(path.join(tmpdir(), 'lab-banners-'));
  owner.defer(() => rm(folder, { recursive: true, force: true }));
  engine = owner.use(await startToldEngine(path.join(folder, 'docker.sock')));
  ({ context } = await openContext(browser));
  owner.defer(() => context.close());
});

afterEach(async () => {
  await owner.disposeAsync();
});

const startLab = (settings: Readonly<Record<string, string>> = {}) =>
  startLabWithoutDocker({ DOCKER_HOST: `unix://${path.join(folder, 'docker.sock')}`, ...settings }, site.dir);

async function open({ url, token }: TestLab, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}${address}#token=${token}`);
  await waitFor(
    'the page to be live',
    async () => (await page.locator('lab-page').getAttribute('data-mode')) === 'live',
  );
  return page;
}

const shown = async (page: Page) =>
  (await page.locator('lab-banner > div:visible').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');

describe('the line above every page', () => {
  test('tells of a Docker Engine that hangs within 5 s, and goes by itself when it answers again', async () => {
    const lab = owner.use(await startLab());
    const pages = [await open(lab, '/steps/build/'), await open(lab, '/machine/')];
    for (const page of pages) expect(await shown(page)).toBe('');
    engine.hang(true);
    for (const page of pages) {
      await waitFor(
        'the line',
        async () => /Docker Engine не отвечает\. Причина: .*нет ответа за/.test(await shown(page)),
        {
          within: 5_000,
        },
      );
    }
    engine.hang(false);
    for (const page of pages) await waitFor('its end', async () => (await shown(page)) === '', { within: 5_000 });
  });

  test.skipIf(noSmallDisk() !== null)(
    'warns of a disk that fills up, says what is not saved, and keeps an answer until there is room',
    async () => {
      const disk = owner.use(await mountSmallDisk(path.join(folder, 'home')));
      const lab = owner.use(await startLab({ LAB_HOME: disk.folder }));
      const page = await open(lab, '/steps/question-expose/');
      expect(await shown(page)).toBe('');
      await disk.leave(20 * 1_048_576);
      await waitFor('the warning', async () =>
        /На диске мало места\. Сейчас ещё сохраняется всё/.test(await shown(page)),
      );
      await disk.leave(0);
      await waitFor('the line', async () =>
        /Новое не сохраняется\. На диске с папкой .* нет места/.test(await shown(page)),
      );
      const answer = 'Открытый порт — это ещё не правило. '.repeat(200);
      await page.locator('lab-question textarea').fill(answer);
      const status = page.locator('lab-question [data-part="saved"]');
      await waitFor('the refusal', async () => /диск полон|кончилось место/.test((await status.textContent()) ?? ''));
      await disk.free();
      await waitFor('the end of the line', async () => (await shown(page)) === '');
      const saved = async () => JSON.stringify(await lab.ask('GET', '/run')).includes('Открытый порт');
      await waitFor('the answer to be saved by itself', saved, { within: 15_000 });
    },
  );
});
