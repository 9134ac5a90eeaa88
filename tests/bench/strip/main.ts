import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { buildSite } from '../../build-site.ts';
import { launchChromium } from '../../browser/open-browser.ts';
import { startTestLab } from '../../lab.ts';
import { tellEvening } from '../../unit/strip/evening.ts';
import { writeHome } from './written-home.ts';

/**
 * How heavy an evening's time strip is: `node tests/bench/strip/main.ts [hours]`.
 * Prints the journal's bytes, the answer's bytes, the time to open it, and frame times while it is moved and zoomed.
 */
const hours = Number(process.argv[2] ?? 1);

const story = tellEvening(Date.now() - 5_000, hours);
await using written = await writeHome(story.events);
await using site = await buildSite();
await using lab = await startTestLab(site.dir, { LAB_HOME: written.home });
console.log(`${hours} h: ${story.events.length} events, journal ${mib(written.journalBytes)}`);
await measureAnswer();

const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${lab.url}/steps/faults/#token=${lab.token}`);
  await page.locator('lab-page[data-mode="live"]').waitFor();
  await measureOpening(page);
  for (const [name, span] of [
    ['5 min', 0],
    ['everything', 1],
  ] as const) {
    if (span === 1) await page.locator('lab-strip [data-part="all"]').click();
    console.log(`${name}, panned:`, await frames(page, 'pan'));
    console.log(`${name}, zoomed:`, await frames(page, 'zoom'));
    console.log(`${name}, pointed at:`, await frames(page, 'point'));
  }
} finally {
  await browser.close();
}

async function measureAnswer(): Promise<void> {
  const begun = performance.now();
  const response = await fetch(`${lab.url}/api/run/timeline?from=1`, {
    headers: { Authorization: `Bearer ${lab.token}`, 'Accept-Encoding': 'identity' },
  });
  const body = Buffer.from(await response.arrayBuffer());
  const took = performance.now() - begun;
  console.log(
    `answer ${mib(body.length)} in ${took.toFixed(0)} ms; ${mib(gzipSync(body, { level: 1 }).length)} gzipped`,
  );
}

/** From the first sight of the strip to its first picture with everything in it. */
async function measureOpening(page: Page): Promise<void> {
  const begun = performance.now();
  const toggle = page.locator('lab-cluster [data-part="cluster-toggle"]');
  if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.click();
  await page.locator('lab-strip').scrollIntoViewIfNeeded();
  await page.locator('lab-strip[data-state="ready"]').waitFor();
  console.log(`opened in ${(performance.now() - begun).toFixed(0)} ms`);
  const marks = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .flatMap((entry) =>
        entry.name.includes('/api/run/timeline')
          ? [{ asked: entry.startTime, answered: entry.startTime + entry.duration }]
          : [],
      ),
  );
  console.log('asked and answered, ms after the navigation:', marks);
}

type Deed = 'pan' | 'zoom' | 'point';

/** Does the deed once a frame for 120 frames and times the frames. */
function frames(page: Page, deed: Deed): Promise<string> {
  return page.locator('lab-strip [data-part="plot"]').evaluate(async (plot, deed) => {
    const { left, top, width } = plot.getBoundingClientRect();
    const times: number[] = [];
    let last = await nextFrame();
    for (let frame = 0; frame < 120; frame += 1) {
      const x = left + (width * ((frame * 7) % 100)) / 100;
      const way = frame % 40 < 20 ? 1 : -1;
      if (deed === 'point') plot.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: top + 90 }));
      else {
        const wheel = { bubbles: true, cancelable: true, clientX: left + width / 2 };
        const turn = deed === 'pan' ? { deltaX: way * -25 } : { deltaY: way * 18, ctrlKey: true };
        plot.dispatchEvent(new WheelEvent('wheel', { ...wheel, ...turn }));
      }
      const now = await nextFrame();
      times.push(now - last);
      last = now;
    }
    const at = (list: number[], share: number) =>
      `${(list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0).toFixed(1)} ms`;
    return `frames ${at(times, 0.5)} (median), ${at(times, 0.95)} (p95), ${at(times, 1)} (worst)`;

    function nextFrame(): Promise<number> {
      return new Promise((resolve) => {
        requestAnimationFrame(resolve);
      });
    }
  }, deed);
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(2)} MiB`;
}
