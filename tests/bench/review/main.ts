// How the review takes a class: `node tests/bench/review/main.ts [reports] [MiB a report]`. Prints when the first report and the
// last one are readable, the page's longest tasks meanwhile (by the clock, and by what the page's thread worked), how long a key
// and a turn of the wheel took to be seen, its frames, and the memory of the page at the end.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { launchChromium } from '../../browser/open-browser.ts';
import { serveFolder } from '../../browser/static-site.ts';
import { buildSite } from '../../build-site.ts';
import { someCast } from '../../reports/recorded-run.ts';
import { wholeReport } from '../../unit/review/reports.ts';
import { watchPageWork } from './page-work.ts';

const count = Number(process.argv[2] ?? 100);
const mebibytes = Number(process.argv[3] ?? 5);

const dir = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
try {
  const files = await writeClass();
  await using site = await buildSite();
  await using host = await serveFolder(site.dir);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    // What the page's own thread works; wall time is also what the machine does besides.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    await page.goto(`${host.url}/review/`);
    await page.locator('lab-review[data-state="ready"]').waitFor();
    await page.evaluate(() => {
      const seen = { tasks: [] as number[], keys: [] as number[], frames: [] as number[], first: 0, begun: 0 };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.tasks.push(Math.round(duration));
      }).observe({ type: 'longtask' });
      const slowEvents = { type: 'event', durationThreshold: 16 };
      // Until the next frame is seen, in steps of 8 ms; what took less than 16 ms is not told of.
      new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) if (name === 'keydown') seen.keys.push(duration);
      }).observe(slowEvents);
      let last = performance.now();
      const frame = (now: number) => {
        seen.frames.push(now - last);
        last = now;
        if (seen.first === 0 && document.querySelector('tr[data-state="read"]') !== null)
          seen.first = performance.now();
        requestAnimationFrame(frame);
      };
      document.querySelector('[data-part="chosen-files"]')?.addEventListener('change', () => {
        seen.begun = performance.now();
      });
      requestAnimationFrame(frame);
    });
    const before = await worked();
    // By their paths: only handles go to the page, as from a person's disk.
    const work = await watchPageWork(browser, page, path.join(dir, 'trace.json'));
    await page.locator('[data-part="chosen-files"]').setInputFiles(files);
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('searchbox').focus();
    await page.mouse.move(640, 700);
    // Somebody looks for a student and turns the table meanwhile.
    let keys = 0;
    for (; await page.locator('[data-part="stop"]').isVisible(); keys += 1) {
      await page.keyboard.press(['1', '2', 'Backspace', 'Backspace'][keys % 4] ?? '');
      await page.mouse.wheel(0, keys % 2 === 0 ? 400 : -400);
      await setTimeout(200);
    }
    await page.getByRole('searchbox').fill('');
    const works = await work.end();
    console.log(
      `the longest tasks worked ${works
        .slice(0, 5)
        .map((ms) => ms.toFixed(0))
        .join(', ')} ms; ${keys} keys`,
    );
    console.log(
      await page.evaluate(() => {
        const seen: { tasks: number[]; keys: number[]; frames: number[]; first: number; begun: number } = Reflect.get(
          globalThis,
          'seen',
        );
        const states: Record<string, number> = {};
        for (const row of document.querySelectorAll<HTMLElement>('tbody tr')) {
          const state = row.dataset.state ?? '';
          states[state] = (states[state] ?? 0) + 1;
        }
        const slow = seen.frames.toSorted((a, b) => b - a).slice(0, 5);
        return {
          states,
          'first readable, ms': Math.round(seen.first - seen.begun),
          'all readable, s': Math.round((performance.now() - seen.begun) / 100) / 10,
          'keys seen later than 16 ms': seen.keys.length,
          'latest keys, ms': seen.keys.toSorted((a, b) => b - a).slice(0, 5),
          'longest tasks, ms': seen.tasks.toSorted((a, b) => b - a).slice(0, 5),
          'longest frames, ms': slow.map(Math.round),
          'frames longer than 100 ms': seen.frames.filter((frame) => frame > 100).length,
          'page heap, MiB': Math.round(
            Number(Reflect.get(Reflect.get(performance, 'memory') ?? {}, 'usedJSHeapSize')) / 2 ** 20,
          ),
        };
      }),
    );
    const perReport = (1_000 * ((await worked()) - before)) / count;
    console.log(`the page's own thread worked ${perReport.toFixed(1)} ms a report`);
    const begun = performance.now();
    await page.locator('[data-row-focus]').first().click();
    await page.locator('.claim').first().waitFor();
    console.log(`a report opened in ${Math.round(performance.now() - begun)} ms`);
  } finally {
    await browser.close();
  }
} finally {
  await rm(dir, { recursive: true });
}

/** A class of reports about a whole run, each filled up with recordings that do not compress. */
async function writeClass(): Promise<string[]> {
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const bytes = await wholeReport(`Студент ${index}`, {
      run: `2026-11-23-${index.toString(16).padStart(8, '0')}`,
      secret: new Uint8Array(32).fill(index % 256),
      recordings: { main: someCast(0, 1 + index / 1_000), filled: noise(mebibytes * 2 ** 20) },
    });
    const name = path.join(dir, `report-${index}.zip`);
    await writeFile(name, bytes);
    names.push(name);
    if (index === 0) console.log(`${count} reports of ${(bytes.length / 2 ** 20).toFixed(1)} MiB`);
  }
  return names;
}

/** A recording of about so many bytes once it is packed: what it shows is random. */
function noise(bytes: number): string {
  const lines = [JSON.stringify({ version: 2, width: 80, height: 24, timestamp: 0 })];
  let seconds = 0;
  for (let length = 0; length < bytes * 1.3; length += 4_096) {
    seconds += 0.01;
    lines.push(`[${seconds.toFixed(3)},"o",${JSON.stringify(randomBytes(3_000).toString('base64'))}]`);
  }
  return `${lines.join('\n')}\n`;
}
