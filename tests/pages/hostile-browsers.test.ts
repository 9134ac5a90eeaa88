import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { fewHostileReports } from '../reports/hostile/hostile-reports.ts';
import { hostileHost, hostileMark } from '../reports/hostile/vectors.ts';
import { openCatchAll } from './hostile/catch-all.ts';
import { startChromium } from './hostile/chromium-page.ts';
import type { StartDrivenPage } from './hostile/driven-page.ts';
import { startFirefox } from './hostile/firefox-page.ts';
import { judgeCareless, judgeReports } from './hostile/judge.ts';
import { startWebKit } from './hostile/webkit-page.ts';
import { type StaticHost, serveFolder } from '../browser/static-site.ts';

const browsers: readonly { name: string; start: StartDrivenPage; programs: readonly string[] }[] = [
  { name: 'Chromium', start: startChromium, programs: [process.env.LAB_CHROMIUM ?? '/usr/bin/chromium'] },
  { name: 'Firefox', start: startFirefox, programs: [process.env.LAB_FIREFOX ?? '/usr/bin/firefox-esr'] },
  {
    name: 'WebKit',
    start: startWebKit,
    programs: [process.env.LAB_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver', process.env.LAB_XVFB ?? '/usr/bin/Xvfb'],
  },
];

/** A page that lets a stranger do what the review does not. */
const careless = `<!doctype html><title>careless</title>
<img src="https://${hostileHost}/seen.png"><script>window.${hostileMark} = 1; fetch('/private');</script>`;

const inOnePage = 40;
const reports = fewHostileReports();
const pages = Array.from({ length: Math.ceil(reports.length / inOnePage) }, (_, index) => index * inOnePage);

let site: BuiltSite;
let host: StaticHost;
let folder: string;
let files: string[];

beforeAll(async () => {
  site = await buildSite();
  await writeFile(path.join(site.dir, 'careless.html'), careless);
  host = await serveFolder(site.dir);
  folder = await mkdtemp(path.join(tmpdir(), 'lab-hostile-'));
  files = await Promise.all(
    reports.map(async ({ make }, index) => {
      const file = path.join(folder, `${index}.zip`);
      await writeFile(file, make());
      return file;
    }),
  );
}, 180_000);

afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

test('B1: there are more than two hundred hostile reports', () => {
  expect(reports.length).toBeGreaterThanOrEqual(200);
});

describe.each(browsers)('B1 in $name', ({ start, programs }) => {
  const missing = programs.some((program) => !existsSync(program));

  test.skipIf(missing)('a careless page is told by what it ran, whom it asked, and what went wrong in it', async () => {
    await using proxy = await openCatchAll();
    await using page = await start(proxy);
    const { ran, dialog, troubles, elsewhere, here } = await judgeCareless({ page, host, proxy }, '/careless.html');
    expect({ ran, dialog }).toEqual({ ran: true, dialog: 'a dialog' });
    expect(elsewhere).toEqual([expect.stringContaining(hostileHost)]);
    expect(here).toContain('/private');
    const told = ['console: a complaint', /^error: .*thrown/, /^rejection: .*refused/, /^policy: img-src/];
    for (const trouble of told) expect(troubles).toContainEqual(expect.stringMatching(trouble));
  });

  test.skipIf(missing)(
    'hostile reports are looked at: nothing runs, nothing is asked for, no policy is needed',
    async () => {
      await using proxy = await openCatchAll();
      await using page = await start(proxy);
      let opened = 0;
      for (const from of pages) {
        const { shown, refused, ...rest } = await judgeReports(
          { page, host, proxy },
          files.slice(from, from + inOnePage),
        );
        expect(rest).toEqual({ ran: false, dialog: null, troubles: [], elsewhere: [], here: [] });
        for (const problem of refused) expect(problem).toMatch(/^[А-ЯЁ].*\./);
        opened += shown;
      }
      expect(opened).toBeGreaterThan(reports.length / 2);
    },
  );
});
