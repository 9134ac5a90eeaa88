import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltSite, buildSite } from '../build-site.ts';
import type { Moment } from '../unit/picture/reports.ts';
import { wholeCluster } from '../unit/picture/reports.ts';
import { leaderKilled, promoted, routed } from '../unit/picture/situations.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { runAxe } from './run-axe.ts';
import { type RestartableLab, startRestartableLab } from './restartable-lab.ts';
import { serveFolder } from './static-site.ts';
import { type ToldWitnesses, tellWitnesses } from './told-witnesses.ts';

let site: BuiltSite;
let browser: Browser;
let lab: RestartableLab;
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
  lab = await startRestartableLab(site.dir);
  ({ context, errors } = await openContext(browser));
  page = await context.newPage();
  witnesses = await tellWitnesses(page);
});

afterEach(async () => {
  await context.close();
  await lab[Symbol.asyncDispose]();
  const unexpected = [...errors, ...lab.errors];
  if (unexpected.length > 0) throw new AggregateError(unexpected, `nobody expected: ${unexpected.join('; ')}`);
});

const panel = (where = page) => where.locator('lab-cluster');
const toggle = () => panel().locator('[data-part="cluster-toggle"]');
const line = () => panel().locator('[data-part="line"]');
const detail = () => panel().locator('[data-part="detail"]');
const answer = (witness: string) => panel().locator(`[data-witness="${witness}"] [data-part="answer"]`);
/** The text of an element once it holds this; spaces that do not break are spaces. */
const shown = (text: string, where = line()) =>
  waitFor(`«${text}»`, async () => {
    const now = ((await where.textContent()) ?? '').replaceAll('\u00A0', ' ').replaceAll(/\s+/g, ' ').trim();
    return now.includes(text) && now;
  });
const isOpen = () => panel().evaluate((element) => element.hasAttribute('open'));

async function open(step = 'promotion'): Promise<void> {
  await page.goto(`${lab.url}/steps/${step}/#token=${lab.token}`);
  await page.locator('lab-page[data-mode="live"]').waitFor();
  // The living part comes when the page is idle.
  await waitFor('the living panel', async () => !(await detail().textContent())?.includes('соединяемся'));
}

/** The moment as if it were now. */
async function tell(moment: Moment): Promise<void> {
  await witnesses.tell(moment.reports, moment.at);
}

describe('the line above the terminals', () => {
  it('says of a run without containers that the cluster was not started', async () => {
    await open('up');
    await witnesses.tell(
      wholeCluster()
        .reports.filter(({ witness }) => witness === 'docker')
        .map((report) => ({ ...report, testimony: { witness: 'docker', containers: [] } })),
      wholeCluster().at,
    );
    expect(await shown('Кластер')).toBe('Кластер ещё не запущен');
  });

  it('names a leader only where the witnesses agree', async () => {
    await open();
    await tell(wholeCluster());
    expect(await shown('alpha')).toBe('alpha — лидер, линия 2');
    await tell(promoted());
    expect(await shown('Лидер beta')).toBe('Лидер beta есть, но HAProxy его ещё не признал');
    expect(await shown('Свидетели', detail())).toBe('Свидетели расходятся: beta — 4, alpha — 1');
  });

  it('opens by click and by Alt+C, and is as it was left on the next page', async () => {
    await open();
    expect(await isOpen()).toBe(false);
    await toggle().click();
    expect(await isOpen()).toBe(true);
    expect(await toggle().getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Alt+c');
    expect(await isOpen()).toBe(false);
    await page.keyboard.press('Alt+c');
    await page.reload();
    await page.locator('lab-page[data-mode="live"]').waitFor();
    expect(await isOpen()).toBe(true);
  });

  it('leaves a dozen rows to the terminal in a small window', async () => {
    await open();
    await toggle().click();
    await tell(wholeCluster());
    const height = await page
      .locator('lab-terminal [data-part="screen"]:visible')
      .evaluate((screen) => screen.clientHeight);
    expect(height).toBeGreaterThan(190);
  });
});

describe('the open panel', () => {
  beforeEach(async () => {
    await open();
    await toggle().click();
    await tell(wholeCluster());
    await shown('alpha', answer('postgres'));
  });

  it('gives each witness its own answer, and counts its age on', async () => {
    expect(await answer('docker').textContent()).toBe('работают оба: кто главный, Docker не знает');
    expect(await answer('haproxy').textContent()).toBe('alpha');
    const row = panel().locator('[data-witness="postgres"]');
    await waitFor('a fresh answer', async () => {
      await tell(wholeCluster());
      return (await row.getAttribute('data-stale')) === null;
    });
    // Nobody answers any more: after two seconds the answer is an old one.
    await waitFor('an old answer', async () => (await row.getAttribute('data-stale')) !== null, { within: 5_000 });
  });

  it('marks who stands apart and why a voice is missing', async () => {
    await tell(promoted());
    await shown('beta', answer('postgres'));
    expect(await panel().locator('[data-part="disagree"]').isVisible()).toBe(true);
    expect(await panel().locator('[data-witness="haproxy"]').getAttribute('data-look')).toBe('apart');
    expect(await panel().locator('[data-witness="postgres"] [data-part="problem"]').textContent()).toContain(
      'alpha: соединение отвергнуто',
    );
  });

  it('draws what each witness says, patching the drawing and not making it anew', async () => {
    const nodes = panel().locator('svg .node');
    expect(await nodes.locator('.name').allTextContents()).toEqual(['alpha', 'beta']);
    expect(await nodes.first().getAttribute('data-role')).toBe('primary');
    const before = await nodes.last().elementHandle();
    await tell(routed());
    await waitFor('beta to lead', async () => (await nodes.last().getAttribute('data-role')) === 'primary');
    const after = await nodes.last().elementHandle();
    expect(await page.evaluate(([a, b]) => a === b, [before, after])).toBe(true);
    expect(await nodes.first().getAttribute('data-container')).toBe('stopped');
    expect(await panel().locator('svg .route[data-look="open"]').count()).toBe(1);
    expect(await panel().locator('svg desc').textContent()).toContain('HAProxy: beta — UP, ведёт соединения.');
  });

  it('explains, and counts down', async () => {
    await tell(leaderKilled(11_000));
    await shown('Реплика ещё не лидер', panel().locator('[data-part="why"] h4').first());
    const next = panel().locator('[data-part="why"] p').first();
    const said = await next.textContent();
    const later = await waitFor('another second', async () => {
      const text = await next.textContent();
      return text !== said && text;
    });
    expect(later).toContain('Сессия истечёт');
  });

  it('announces a failover in one go, and the first look not at all', async () => {
    const announced = panel().locator('[data-part="announce"]');
    // The first picture has settled.
    await stood(1_800);
    expect(await announced.textContent()).toBe('');
    // At once: on a busy machine one could be announced before the other is told.
    await Promise.all([tell(leaderKilled(30_000)), tell(promoted())]);
    await shown('beta стал лидером', announced);
    expect(await announced.textContent()).toBe(
      'alpha: остановлен. beta стал лидером, линия времени 3. Ключ лидера взял beta.',
    );
  });

  it.each(['light', 'dark'] as const)('gives axe nothing to find in %s, nor on a phone', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await tell(promoted());
    expect(await runAxe(page, { within: ['lab-dock'] })).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await runAxe(page, { within: ['lab-dock'] })).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('moves nothing for those who do not want it', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const endless = await panel().evaluate(
      (element) =>
        element
          .getAnimations({ subtree: true })
          .filter(({ effect }) => effect?.getTiming().iterations === Number.POSITIVE_INFINITY).length,
    );
    expect(endless).toBe(0);
  });
});

it.each(['border', 'cluster-border'])('its %s moves by arrows and by the pointer, and stays so', async (name) => {
  await open();
  await page.keyboard.press('Alt+c');
  const border = page.locator(`[data-part="${name}"]`);
  const share = async () => Number(await border.getAttribute('aria-valuenow'));
  const [less, sideways] = name === 'border' ? ['ArrowRight', true] : ['ArrowUp', false];
  await border.press(less);
  const before = await share();
  await border.press(less);
  expect(await share()).toBeLessThan(before);
  const box = await border.boundingBox();
  if (box === null) throw new Error(`${name} is not shown`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + (sideways ? -120 : 0), box.y + (sideways ? 200 : 80));
  await page.mouse.up();
  const moved = await share();
  expect(moved).toBeGreaterThan(before);
  await page.reload();
  await open();
  await border.press(less);
  expect(Math.abs((await share()) - moved)).toBeLessThan(6);
});

it('takes turns with the terminals on a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  const terminals = page.locator('lab-dock > [data-part="toggle"]');
  await toggle().click();
  expect(await isOpen()).toBe(true);
  await terminals.click();
  expect(await isOpen()).toBe(false);
  await toggle().click();
  expect(await terminals.getAttribute('aria-expanded')).toBe('false');
});

it('stands in the text where a step has no terminals', async () => {
  await open('conclusion');
  await tell(wholeCluster());
  await shown('alpha — лидер');
  expect(await page.locator('main lab-cluster').count()).toBe(1);
});

it('asks for no record while a server answers', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await open();
  await tell(wholeCluster());
  await shown('alpha — лидер');
  expect(asked).toContain('/api/run');
  expect(asked.filter((path) => path.startsWith('/reference/'))).toEqual([]);
  expect(await page.locator('lab-playback').isHidden()).toBe(true);
});

it('is calm where there is neither a server nor a record', async () => {
  await using host = await serveFolder(site.dir);
  await page.route('**/reference/**', (route) => route.abort());
  await page.goto(`${host.url}/steps/promotion/`);
  await page.locator('lab-page[data-mode="reading"]').waitFor();
  await shown('видно, когда лаборатория запущена', detail());
  await toggle().click();
  expect(await shown('Сейчас показать нечего', panel())).toContain('В своей лаборатории схема живая');
  // A static host has no /api.
  errors.length = 0;
});

/** Waits for a time to pass in which something should not happen. */
async function stood(milliseconds: number): Promise<void> {
  const start = performance.now();
  await waitFor('the time to pass', () => performance.now() - start > milliseconds);
}
