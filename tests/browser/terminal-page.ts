import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { type RestartableLab, startRestartableLab } from './restartable-lab.ts';

/** A step whose commands need no cluster. */
export const step = '/steps/up/';

/** A page of a lab of its own, with the terminal «Команды»; `where` is this page unless told. */
export type TerminalPage = {
  readonly lab: RestartableLab;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of pages; a test that expects some empties it. */
  readonly errors: string[];
  open(address: string): Promise<Page>;
  /** Everything that the terminal shows and has shown. */
  text(where?: Page): Promise<string>;
  status(where?: Page): Locator;
  atPrompt(where?: Page): Promise<void>;
  typeLine(text: string): Promise<void>;
  /** Waits until the terminal shows it, and gives the whole text. */
  shows(text: string | RegExp, where?: Page): Promise<string>;
  paste(text: string): Promise<void>;
  screenPlace(): Promise<{ x: number; y: number }>;
  command(id: string): Locator;
  look(id: string): Promise<string | null>;
};

const terminal = 'lab-terminal[data-name="main"]';

/** Opens a fresh lab and page before each test of a file, and looks for errors after it. */
export function useTerminalPage(): TerminalPage {
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
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: lab.url });
    page = await open(`${step}#token=${lab.token}`);
  });

  afterEach(async () => {
    await context.close();
    await lab[Symbol.asyncDispose]();
    const unexpected = [...errors, ...lab.errors];
    if (unexpected.length > 0) throw new AggregateError(unexpected, `nobody expected: ${unexpected.join('; ')}`);
  });

  async function open(address: string): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(lab.url + address);
    return opened;
  }

  function text(where = page): Promise<string> {
    return where.locator(terminal).evaluate((element) => {
      if (!('text' in element) || typeof element.text !== 'string') throw new Error('the terminal is not upgraded');
      return element.text;
    });
  }

  const status = (where = page) => where.locator(`${terminal} [data-part="status"]`);
  const keys = (where = page) => where.locator(`${terminal} .xterm-helper-textarea`);
  const command = (id: string) => page.locator(`lab-command[data-command="${id}"]`);

  return {
    get lab() {
      return lab;
    },
    get context() {
      return context;
    },
    get page() {
      return page;
    },
    get errors() {
      return errors;
    },
    open,
    text,
    status,
    async atPrompt(where = page) {
      await waitFor('the prompt', async () => (await status(where).textContent()) === 'готов', { within: 30_000 });
    },
    async typeLine(line) {
      await keys().focus();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    },
    shows: (wanted, where = page) =>
      waitFor(`${wanted} in the terminal`, async () => {
        const shown = await text(where);
        return (typeof wanted === 'string' ? shown.includes(wanted) : wanted.test(shown)) && shown;
      }),
    async paste(clipboard) {
      await page.evaluate((content) => navigator.clipboard.writeText(content), clipboard);
      await keys().focus();
      await page.keyboard.press('Control+Shift+V');
    },
    async screenPlace() {
      const box = await page.locator(`${terminal} [data-part="screen"]`).boundingBox();
      if (box === null) throw new Error('the terminal has no place');
      return box;
    },
    command,
    look: (id) => command(id).getAttribute('data-look'),
  };
}

/** How often a text stands in another. */
export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
