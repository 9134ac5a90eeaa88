import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type WrittenHome, writeHome } from '../bench/strip/written-home.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { type TestLab, startTestLab } from '../lab.ts';
import { tellEvening } from '../unit/strip/evening.ts';
import type { Story } from '../unit/strip/story.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';

let site: BuiltSite;
let browser: Browser;
let home: WrittenHome;
let story: Story;
let lab: TestLab;
let context: BrowserContext;
let errors: string[];
let page: Page;
let strip: Locator;
let plot: Locator;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  // Fifteen minutes with three failovers; the server that shows them starts a minute after the one that saw them.
  story = tellEvening(Date.now() - 60_000, 0.25);
  home = await writeHome(story.events);
  lab = await startTestLab(site.dir, { LAB_HOME: home.home });
  ({ context, errors } = await openContext(browser));
  page = await openStep();
  strip = page.locator('lab-strip');
  plot = strip.getByRole('slider');
});

afterEach(async () => {
  await context.close();
  await lab[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  if (errors.length > 0) throw new Error(`nobody expected: ${errors.join('; ')}`);
});

/** A step about a fault, with the panel open and the strip in sight. */
async function openStep(): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`${lab.url}/steps/fault-kill/#token=${lab.token}`);
  const toggle = opened.locator('lab-cluster [data-part="cluster-toggle"]');
  if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.click();
  await opened.locator('lab-strip').scrollIntoViewIfNeeded();
  await opened.locator('lab-strip[data-state="ready"]').waitFor();
  return opened;
}

const spoken = () => plot.getAttribute('aria-valuetext');
const press = (key: string) => plot.press(key);
const range = () => strip.locator('[data-part="range"]').textContent();
const faults = () => strip.getByRole('combobox', { name: 'Показать аварию' });

describe('the time strip', () => {
  it('jumps to a fault and tells what everybody said there, change by change', async () => {
    await faults().selectOption({ index: 2 });
    await press('Home');
    await waitFor('the beginning', async () => (await spoken())?.includes('Patroni: не наблюдали'));
    const heard: string[] = [];
    for (let change = 0; change < 12; change += 1) {
      const before = await spoken();
      await press('Shift+ArrowRight');
      heard.push(
        await waitFor('the next change', async () => {
          const words = await spoken();
          return words !== before && words;
        }),
      );
    }
    expect(heard.some((words) => words.includes('Авария: гибель лидера: pg-master'))).toBe(true);
    expect(heard.some((words) => words.includes('HAProxy: никто'))).toBe(true);
    expect(heard.at(-1)).toMatch(/PostgreSQL: pg-slave/);
  });

  it('is moved and zoomed by keys, wheel and buttons, and returns to the present', async () => {
    const now = strip.getByRole('button', { name: 'К настоящему' });
    expect(await now.isDisabled()).toBe(true);
    const before = await range();
    await plot.hover();
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Shift');
    await waitFor('the past', async () => (await range()) !== before && (await now.isEnabled()));
    const moved = await range();
    await strip.getByRole('button', { name: 'Показать меньше времени' }).click();
    await waitFor('less time', async () => (await range()) !== moved);
    await press('PageUp');
    await now.click();
    await waitFor('the present', () => now.isDisabled());
  });

  it('is dragged', async () => {
    const before = await range();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the strip has no place');
    await page.mouse.move(box.x + 50, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 150, box.y + 60, { steps: 5 });
    await page.mouse.up();
    expect(await waitFor('the past', async () => (await range()) !== before)).toBe(true);
  });

  it('lets the page scroll on while the wheel turns over it', async () => {
    const before = await range();
    await plot.hover();
    await page.mouse.wheel(0, 120);
    expect((await range())?.split(' ')[0]?.slice(0, 5)).toBe(before?.split(' ')[0]?.slice(0, 5));
    expect(await strip.getByRole('button', { name: 'К настоящему' }).isDisabled()).toBe(true);
  });

  it('stands in a table too, with the time that nobody watched', async () => {
    await faults().selectOption({ index: 3 });
    await strip.getByText('Таблицей').click();
    const rows = strip.getByRole('row');
    // The rows of the present stand there until the strip has moved.
    const texts = await waitFor('the rows of the fault', async () => {
      const found = await rows.allTextContents();
      return found.some((text) => /Команда.*docker kill pg-master/.test(text)) && found;
    });
    expect(texts.some((text) => /ZooKeeper.*pg-slave/.test(text))).toBe(true);
    await strip.getByRole('button', { name: 'К настоящему' }).click();
    await strip.getByRole('button', { name: 'Всё' }).click();
    await waitFor('the gap', async () => (await rows.allTextContents()).some((text) => text.includes('не наблюдали')));
  });

  it('draws each node and the gap in its own way', async () => {
    await faults().selectOption({ index: 1 });
    const fill = (name: string) =>
      strip.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property).trim(), name);
    const wanted = [await fill('--node-1'), await fill('--node-2')];
    // The choice moves the strip with the next frame: until then the row is of the present, where one node leads.
    const drawn = await waitFor('both nodes in the row', async () => {
      const looks = await coloursOf('zookeeper');
      return wanted.every((colour) => looks.has(colour)) && looks;
    });
    expect(drawn.size).toBeGreaterThan(wanted.length);
  });

  it('fetches its code only when it is seen', async () => {
    const other = await context.newPage();
    const scripts: string[] = [];
    other.on('request', (request) => scripts.push(request.url()));
    await other.goto(`${lab.url}/machine/#token=${lab.token}`);
    await other.locator('lab-page[data-mode="live"]').waitFor();
    expect(scripts.filter((url) => url.includes('strip-panel') || url.includes('/api/run/timeline'))).toEqual([]);
  });
});

/** The colours of a row's upper edge, as hexadecimal numbers. */
function coloursOf(lane: string): Promise<Set<string>> {
  return strip
    .evaluate((element, name) => {
      const canvas = element.querySelector('canvas');
      const head = element.querySelector(`[data-part="head-${name}"]`);
      const context = canvas?.getContext('2d');
      if (!canvas || !head || !context) throw new Error('the strip has no canvas');
      const scale = canvas.height / canvas.getBoundingClientRect().height;
      const y = head.getBoundingClientRect().top - canvas.getBoundingClientRect().top + 5;
      const { data } = context.getImageData(0, Math.round(y * scale), canvas.width, 1);
      const colours = Array.from({ length: canvas.width }, (_, x) =>
        [0, 1, 2].map((part) => (data[4 * x + part] ?? 0).toString(16).padStart(2, '0')).join(''),
      );
      return colours.map((colour) => `#${colour}`);
    }, lane)
    .then((colours) => new Set(colours));
}
