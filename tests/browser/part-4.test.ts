import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type WrittenHome, writeHome } from '../bench/strip/written-home.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { type TestLab, startTestLab } from '../lab.ts';
import { killed, measured } from '../unit/faults/stories.ts';
import { wholeCluster } from '../unit/picture/reports.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { runAxe } from './run-axe.ts';
import { type ToldWitnesses, tellWitnesses } from './told-witnesses.ts';

let site: BuiltSite;
let browser: Browser;
let home: WrittenHome;
let lab: TestLab;
let context: BrowserContext;
let errors: string[];
let page: Page;
let witnesses: ToldWitnesses;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  ({ context, errors } = await openContext(browser));
});

afterEach(async () => {
  await context.close();
  await lab[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  if (errors.length > 0) throw new Error(`nobody expected: ${errors.join('; ')}`);
});

type Look = { readonly colorScheme: 'light' | 'dark'; readonly width: number };

/** Opens a step over a run in which this has happened. */
async function open(step: string, { story }: Pick<ReturnType<typeof measured>, 'story'>, look?: Look): Promise<void> {
  home = await writeHome(story.events);
  lab = await startTestLab(site.dir, { LAB_HOME: home.home });
  page = await context.newPage();
  if (look !== undefined) {
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: look.width, height: 844 });
  }
  witnesses = await tellWitnesses(page);
  await page.goto(`${lab.url}/steps/${step}/#token=${lab.token}`);
  await page.locator('lab-page[data-mode="live"]').waitFor();
}

const prediction = () => page.locator('lab-prediction');
const words = () => prediction().locator('[data-part="words"]');
const measurement = () => page.locator('lab-fault-measurement');

/** Waits until a part of the page says this. */
function shows(where: ReturnType<Page['locator']>, text: string) {
  return waitFor(`«${text}»`, async () => ((await where.textContent()) ?? '').replaceAll('\u{a0}', ' ').includes(text));
}

describe('a prediction', () => {
  it('is written with the keyboard, and is there again after a reload', async () => {
    await open('fault-stop', measured());
    await shows(words(), 'Записать нужно до аварии');
    await prediction().getByLabel('Запись не будет проходить').focus();
    await page.keyboard.type('9');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await prediction().getByLabel('Подтверждённых строк пропадёт').focus();
    await page.keyboard.type('0');
    await page.keyboard.press('Enter');
    await shows(words(), 'Записано: перерыв 9 секунд; лидер — другой узел; потерь — 0 строк.');
    await page.reload();
    await shows(words(), 'Записано: перерыв 9 секунд');
    expect(await prediction().getByLabel('Запись не будет проходить').inputValue()).toBe('9');
    expect(await prediction().getByLabel('другой узел').isChecked()).toBe(true);
  });

  it('names the field that is missing and goes there', async () => {
    await open('fault-stop', measured());
    await shows(words(), 'Записать нужно до аварии');
    await prediction().getByLabel('пока не верну').check();
    await prediction().getByRole('button', { name: 'Записать предположение' }).click();
    await shows(words(), 'Выберите, кто будет лидером.');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('leader');
  });

  it('closes once the fault has begun', async () => {
    await open('fault-kill', killed());
    await shows(words(), 'Авария началась, менять поздно.');
    expect(await prediction().getByRole('button').isDisabled()).toBe(true);
  });
});

describe('the way back', () => {
  it('says what is stuck and how to mend it, and when the cluster is whole', async () => {
    await open('fault-stop', measured());
    const verdict = page.locator('.undo [data-part="verdict"]');
    const moment = wholeCluster();
    await witnesses.tell(moment.reports, moment.at);
    await shows(verdict, 'Кластер цел');
    const halted = moment.container('beta', { state: 'exited' });
    await witnesses.tell(halted.reports, halted.at);
    await shows(verdict, 'Кластер не цел');
    const stuck = page.locator('.undo [data-part="stuck"]');
    await shows(stuck, 'docker start beta');
    expect(await stuck.locator('li').count()).toBe(1);
  });
});

describe('the probe', () => {
  it('says why it can not be started where nothing runs', async () => {
    await open('faults', measured());
    const probe = page.locator('lab-probe');
    await probe.getByRole('button', { name: 'Запустить зонд' }).click();
    await waitFor('a refusal', async () => ((await probe.locator('[data-part="problem"]').textContent()) ?? '') !== '');
    expect(await probe.getByRole('button', { name: 'Запустить зонд' }).isEnabled()).toBe(true);
    // Chromium tells every refused request as an error of its own.
    expect(errors.splice(0)).toEqual([expect.stringContaining('409 (Conflict)')]);
  });
});

describe('a measurement', () => {
  it('sets prediction, measurement and settings side by side and explains this run', async () => {
    await open('fault-kill', measured());
    await shows(measurement().locator('[data-part="progress"]'), 'измерено');
    expect(await measurement().locator('tbody[data-part="rows"] tr').count()).toBe(3);
    await shows(measurement().locator('[data-part="words"]'), 'Вместо pg-master лидером стал pg-slave.');
    expect(await measurement().locator('lab-phases').isVisible()).toBe(true);
  });

  it('goes on while the fault does', async () => {
    await open('fault-kill', killed());
    await shows(measurement().locator('[data-part="progress"]'), 'авария идёт');
    expect(
      await measurement()
        .getByRole('row', { name: /Перерыв/ })
        .textContent(),
    ).toContain('идёт');
  });

  it('is awaited where the fault has not happened, and stands on the step of its own settings', async () => {
    await open('faults-async', measured());
    await shows(measurement(), 'Здесь появится измерение, когда авария произойдёт.');
    expect(await measurement().locator('lab-phases').isVisible()).toBe(false);
  });
});

describe('the comparison', () => {
  it('has a row a fault, is sorted by its heads and is copied', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('faults-compare', measured());
    const table = page.locator('lab-comparison');
    await shows(table.locator('tbody'), 'гибель лидера');
    const head = table.getByRole('columnheader', { name: 'Перерыв' });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await table.getByRole('button', { name: 'Копировать как Markdown' }).click();
    await shows(table.locator('[data-part="count"]'), 'Таблица скопирована.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('| гибель лидера |');
  });
});

describe.each([
  ['in light', 'light', 1_280],
  ['in dark', 'dark', 1_280],
  ['on a phone', 'light', 390],
] as const)('%s', (_, colorScheme, width) => {
  it.each(['faults', 'fault-kill', 'faults-tuned', 'faults-compare'])(
    'axe finds nothing on %s, and it is not wider than the screen',
    async (step) => {
      await open(step, measured(), { colorScheme, width });
      if (step === 'fault-kill') await shows(measurement().locator('[data-part="progress"]'), 'измерено');
      if (step === 'faults-compare') await shows(page.locator('lab-comparison tbody'), 'гибель лидера');
      expect(await runAxe(page, { within: ['main article'] })).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    },
  );
});
