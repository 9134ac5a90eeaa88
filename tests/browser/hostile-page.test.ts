import { access, glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseList, parseRecord, parseString } from '#protocol/parse.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import type { TestLab } from '../lab.ts';
import { type QuietLab, startQuietLab } from '../security/quiet-lab.ts';
import { waitFor } from '../wait-for.ts';
import { attack, type HostileSite, startHostileSite } from './hostile-site.ts';
import { launchChromium } from './open-browser.ts';

const step = '/steps/up/';

let site: BuiltSite;
let quiet: QuietLab;
let lab: TestLab;
let hostile: HostileSite;
let browser: Browser;
/** The owner's browser: the lab stands open in it, and the token lies in its storage. */
let context: BrowserContext;
let own: Page;

beforeAll(async () => {
  site = await buildSite();
  quiet = await startQuietLab(site.dir);
  lab = quiet.lab;
  hostile = await startHostileSite();
  // A name of somebody else that leads to this machine, as DNS rebinding makes one.
  browser = await launchChromium(['--host-resolver-rules=MAP rebound.example 127.0.0.1']);
  context = await browser.newContext({ locale: 'ru' });
  own = await context.newPage();
  await own.goto(`${lab.url}${step}#token=${lab.token}`);
  await live(own);
});
afterAll(async () => {
  await browser?.close();
  await hostile?.[Symbol.asyncDispose]();
  await quiet?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

async function live(page: Page): Promise<void> {
  await page.locator('lab-page[data-mode="live"]').waitFor();
}

/** What was done in the run: nothing of it may come from a stranger. */
async function deeds(): Promise<unknown> {
  const { id, commands } = parseRecord(await lab.ask('GET', '/run'), 'run');
  return { id, commands, files: await lab.ask('GET', '/files') };
}

async function wasTouched(name: string): Promise<boolean> {
  const { id } = parseRecord(await lab.ask('GET', '/run'), 'run');
  const file = path.join(lab.home, 'runs', String(id), 'workspace', name);
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The pages of the attacker: the lab's own host with another port, and another name of this machine. */
const origins = [
  { name: '127.0.0.1', target: '127.0.0.1' },
  { name: 'localhost', target: '127.0.0.1' },
  { name: 'localhost', target: 'localhost' },
];

describe.each(origins)('a page at http://$name with another port, against http://$target', ({ name, target }) => {
  const address = () => `http://${target}:${new URL(lab.url).port}`;
  const open = async () => {
    const page = await context.newPage();
    await page.goto(`http://${name}:${hostile.port}/`);
    return page;
  };

  it('A9 reads no answer, opens no socket, finds no token and does nothing', async () => {
    const before = await deeds();
    const page = await open();
    expect(await page.evaluate(attack, { target: address(), token: lab.token })).toEqual([]);
    expect(await deeds()).toEqual(before);
    expect(await wasTouched('pwned')).toBe(false);
    await page.close();
  });

  it('A9 gets no hold of a window of the lab that it opened', async () => {
    const page = await open();
    const [popup, got] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate(async (url) => {
        const opened = window.open(url, 'lab');
        // The lab's answer takes the window out of reach; before it, the window is an empty one of this page's own.
        const isOut = () => opened?.closed === true;
        for (const until = performance.now() + 5_000; !isOut() && performance.now() < until;) {
          await new Promise((resolve) => {
            setTimeout(resolve, 25);
          });
        }
        const look = (what: string, read: () => unknown) => {
          try {
            return [`${what}: ${String(read())}`];
          } catch {
            return [];
          }
        };
        return [
          ...look('document', () => opened?.document.title),
          ...look('storage', () => opened?.localStorage.getItem('lab-token')),
          ...look('address', () => opened?.location.href),
          ...(isOut() ? [] : ['the window is still in reach']),
        ];
      }, address() + step),
    ]);
    expect(got.filter((line) => !line.endsWith(': undefined'))).toEqual([]);
    await popup.waitForLoadState();
    expect(await popup.evaluate(() => String(window.opener))).toBe('null');
    await page.close();
    await popup.close();
  });

  it.each(['iframe', 'object', 'embed'])('A15 shows nothing of the lab in its own <%s>', async (tag) => {
    const page = await open();
    await page.evaluate(
      ([element, url]) => {
        const frame = document.createElement(element);
        frame.setAttribute(element === 'object' ? 'data' : 'src', url);
        document.body.append(frame);
      },
      [tag, address() + step] as const,
    );
    await waitFor('the frame to be refused', async () => {
      const frames = page.frames().slice(1);
      const texts = await Promise.all(frames.map((frame) => frame.evaluate(() => document.body?.textContent ?? '')));
      // Chromium's own words about a refusal are no text of the lab.
      expect(texts.join(' ')).not.toMatch(/Запускаем контейнеры|Выполнить|lab-page/);
      return tag !== 'iframe' || frames.some((frame) => frame.url().startsWith('chrome-error:'));
    });
    expect(page.frames().filter((frame) => frame.url().startsWith(address()))).toEqual([]);
    await page.close();
  });

  it('A9 does not lock the owner out by a link with a wrong token', async () => {
    const page = await open();
    await page.goto(`${address()}${step}#token=wrong`);
    // Under another name of this machine the owner has no token at all.
    if (target === '127.0.0.1') await live(page);
    await page.close();
    await own.reload();
    await live(own);
    expect(new URL(own.url()).hash).toBe('');
  });
});

it('A3 A9 a name of somebody else that leads here (DNS rebinding) is refused', async () => {
  const page = await context.newPage();
  const answer = await page.goto(`http://rebound.example:${new URL(lab.url).port}/`);
  expect(answer?.status()).toBe(403);
  const statuses = await page.evaluate(async () =>
    Promise.all(['/', '/api/health', '/api/run', '/theme.js'].map(async (url) => (await fetch(url)).status)),
  );
  expect(statuses).toEqual([403, 403, 403, 403]);
  await page.close();
});

it('A11 the token is neither in the history nor in the Referer that another site gets', async () => {
  const page = await context.newPage();
  await page.goto(`${lab.url}${step}#token=${lab.token}`);
  await live(page);
  const before = hostile.referers.length;
  await page.evaluate((url) => {
    const link = document.createElement('a');
    link.href = url;
    link.textContent = 'к чужим';
    document.body.append(link);
    link.click();
  }, `http://127.0.0.1:${hostile.port}/`);
  await page.waitForURL((url) => Number(url.port) === hostile.port);
  expect(hostile.referers.slice(before)).toEqual([]);
  expect(await page.evaluate(() => document.referrer)).toBe('');
  const session = await context.newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  const addresses = entries.map(({ url }) => url);
  expect(addresses).toContain(lab.url + step);
  expect(addresses.filter((address) => address.includes(lab.token))).toEqual([]);
  await page.goBack();
  expect(page.url()).toBe(lab.url + step);
  expect(await context.cookies()).toEqual([]);
  await page.close();
});

describe('A14 a link to a page', () => {
  const commands = ['cmd', 'command', 'text', 'run', 'exec', 'autorun', 'terminal', 'step', 'q'];

  it('types and runs nothing, whatever stands in its query and its fragment', async () => {
    const before = await deeds();
    const query = commands.map((name) => `${name}=${encodeURIComponent('touch pwned\n')}`).join('&');
    for (const address of [`${step}?${query}`, `${step}?run=up&command=up&autorun=1#up`, `${step}#${query}`]) {
      const page = await context.newPage();
      await page.goto(lab.url + address);
      await live(page);
      const status = page.locator('lab-terminal[data-name="main"] [data-part="status"]');
      await waitFor('the prompt', async () => (await status.textContent()) === 'готов', { within: 30_000 });
      await page.evaluate(() => {
        window.postMessage({ type: 'run', command: 'touch pwned', cmd: 'touch pwned' }, '*');
        window.name = 'touch pwned';
      });
      const shown = await page.locator('lab-terminal[data-name="main"]').evaluate((element) => {
        return 'text' in element ? String(element.text) : '';
      });
      expect(shown).not.toContain('pwned');
      expect(shown).not.toContain('docker compose up');
      await page.close();
    }
    expect(await deeds()).toEqual(before);
    expect(await wasTouched('pwned')).toBe(false);
  });

  it('can run by its buttons only what stands in the site’s own steps', async () => {
    const steps = parseList(await lab.ask('GET', '/steps'), 'steps', (step) => parseRecord(step, 'step').commands);
    const known = steps.flatMap((commands) =>
      parseList(commands, 'commands', (command) => parseString(parseRecord(command, 'command').text, 'text')),
    );
    const texts = new Set(known);
    const seen: string[] = [];
    for (const name of await Array.fromAsync(glob('**/*.html', { cwd: site.dir }))) {
      const html = await readFile(path.join(site.dir, name), 'utf8');
      for (const [, text = ''] of html.matchAll(/\sdata-(?:opener-)?text="([^"]*)"/g)) seen.push(decode(text));
    }
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.filter((text) => !texts.has(text))).toEqual([]);
  });
});

function decode(attribute: string): string {
  const characters: Readonly<Record<string, string>> = {
    '#34': '"',
    quot: '"',
    '#38': '&',
    amp: '&',
    '#39': "'",
    lt: '<',
    gt: '>',
  };
  return attribute.replaceAll(/&(#?\w+);/g, (entity, name: string) => characters[name] ?? entity);
}
