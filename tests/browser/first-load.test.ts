import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { wholeCluster } from '../unit/picture/reports.ts';
import { waitFor } from '../wait-for.ts';
import { countShifts, shiftsOf } from './layout-shifts.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { type RestartableLab, startRestartableLab } from './restartable-lab.ts';
import { serveFolder } from './static-site.ts';
import { tellWitnesses } from './told-witnesses.ts';

/** Lighthouse calls 0.1 good; a reader sees less. */
const mostShift = 0.02;
const sizes = {
  desktop: { width: 1350, height: 940 },
  phone: { width: 412, height: 823 },
} as const;
/** A step about a fault: its panel opens by itself where there is room. */
const step = '/steps/fault-kill/';

let site: BuiltSite;
let browser: Browser;
let lab: RestartableLab;
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
  lab = await startRestartableLab(site.dir);
  ({ context, errors } = await openContext(browser));
  await countShifts(context);
  page = await context.newPage();
});

afterEach(async () => {
  await context.close();
  await lab[Symbol.asyncDispose]();
  const unexpected = [...errors, ...lab.errors];
  if (unexpected.length > 0) throw new AggregateError(unexpected, `nobody expected: ${unexpected.join('; ')}`);
});

const drawn = () => page.locator('lab-cluster').getAttribute('data-drawn');

async function openLive(size: keyof typeof sizes): Promise<void> {
  await page.setViewportSize(sizes[size]);
  await page.goto(`${lab.url}${step}#token=${lab.token}`);
  await page.locator('lab-page[data-mode="live"]').waitFor();
}

describe('a step about a fault that comes to life', () => {
  it('moves nothing on a desktop, where the panel opens by itself', async () => {
    await openLive('desktop');
    expect(await page.locator('lab-cluster').getAttribute('open')).toBe('');
    await waitFor('the panel', async () => (await drawn()) !== 'unknown');
    await page.locator('lab-terminal[data-status="ready"]').first().waitFor();
    await page.locator('lab-strip[data-state="ready"]').waitFor();
    const { score, lines } = await shiftsOf(page);
    expect(score, lines.join('\n')).toBeLessThan(mostShift);
  });

  it('moves nothing when the witnesses speak of a cluster', async () => {
    const witnesses = await tellWitnesses(page);
    await openLive('desktop');
    await page.locator('lab-terminal[data-status="ready"]').first().waitFor();
    const { reports, at } = wholeCluster();
    await witnesses.tell(reports, at);
    await waitFor('the scheme', async () => (await drawn()) === 'true');
    await page.locator('lab-strip[data-state="ready"]').waitFor();
    const { score, lines } = await shiftsOf(page);
    expect(score, lines.join('\n')).toBeLessThan(mostShift);
  });

  it('moves nothing on a phone', async () => {
    await openLive('phone');
    await waitFor('the line', async () => (await drawn()) !== 'unknown');
    const { score, lines } = await shiftsOf(page);
    expect(score, lines.join('\n')).toBeLessThan(mostShift);
  });
});

describe('a step that is opened without a key', () => {
  it.each(['desktop', 'phone'] as const)('moves nothing where no server answers, on a %s', async (size) => {
    await using host = await serveFolder(site.dir);
    await page.setViewportSize(sizes[size]);
    await page.goto(`${host.url}${step}`);
    await page.locator('lab-page[data-mode="reading"]').waitFor();
    await waitFor('the panel', async () => (await drawn()) !== 'unknown');
    const { score, lines } = await shiftsOf(page);
    // That no API answers there is what the page has found out.
    errors.splice(0, errors.length, ...errors.filter((error) => !error.includes('404')));
    expect(score, lines.join('\n')).toBeLessThan(mostShift);
  });

  it('moves next to nothing where the server asks for one', async () => {
    await page.setViewportSize(sizes.desktop);
    await page.goto(`${lab.url}${step}`);
    await page.locator('lab-page[data-mode="refused"]').waitFor();
    await waitFor('the panel', async () => (await drawn()) !== 'unknown');
    const { score, lines } = await shiftsOf(page);
    expect(score, lines.join('\n')).toBeLessThan(mostShift);
  });
});
