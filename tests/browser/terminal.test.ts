import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { type RestartableLab, startRestartableLab } from './restartable-lab.ts';

const step = '/steps/up/';

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

/** Everything that the terminal shows and has shown. */
function terminalText(where = page, name = 'main'): Promise<string> {
  return where.locator(`lab-terminal[data-name="${name}"]`).evaluate((terminal) => {
    if (!('text' in terminal) || typeof terminal.text !== 'string') throw new Error('the terminal is not upgraded');
    return terminal.text;
  });
}

const status = (where = page) => where.locator('lab-terminal[data-name="main"] [data-part="status"]').first();

async function atPrompt(where = page): Promise<void> {
  await waitFor('the prompt', async () => (await status(where).textContent()) === 'готов', {
    within: 30_000,
  });
}

async function typeLine(text: string): Promise<void> {
  await page.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').focus();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function showsInTerminal(text: string | RegExp, where = page): Promise<string> {
  return waitFor(`${text} in the terminal`, async () => {
    const shown = await terminalText(where);
    return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) && shown;
  });
}

async function pasteText(text: string): Promise<void> {
  await page.evaluate((clipboard) => navigator.clipboard.writeText(clipboard), text);
  await page.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').focus();
  await page.keyboard.press('Control+Shift+V');
}

const command = (id: string) => page.locator(`lab-command[data-command="${id}"]`);
const look = async (id: string) => command(id).getAttribute('data-look');
const countOf = (text: string, part: string) => text.split(part).length - 1;

describe('the token', () => {
  it('leaves the address bar at once, and a second tab works without it (A11)', async () => {
    await atPrompt();
    expect(page.url()).toBe(lab.url + step);
    const second = await open(step);
    await atPrompt(second);
  });

  it('is asked for where it is missing, without a terminal', async () => {
    const stranger = await browser.newContext();
    const visitor = await stranger.newPage();
    await visitor.goto(lab.url + step);
    await waitFor('the refusal', async () => (await status(visitor).textContent()) === 'нет доступа');
    expect(await terminalText(visitor)).toBe('');
    await stranger.close();
  });
});

describe('«Выполнить»', () => {
  it('runs the command in its terminal, once for a double click, and shows how it ended', async () => {
    await atPrompt();
    await command('ps').locator('[data-part="run"]').dblclick();
    await waitFor('the end', async () => ['done', 'failed'].includes((await look('ps')) ?? ''), { within: 30_000 });
    expect(countOf(await terminalText(), 'docker compose ps')).toBe(1);
    expect(await command('ps').locator('[data-part="status"]').textContent()).toMatch(/код \d+ · /);
    await page.locator('lab-figure[data-command="ps"] [data-part="output"]').waitFor({ state: 'visible' });
  });

  it('counts the same command typed by hand', async () => {
    await atPrompt();
    expect(await look('ps')).toBe('idle');
    await typeLine('docker  compose ps');
    await waitFor('the end', async () => ['done', 'failed'].includes((await look('ps')) ?? ''), { within: 30_000 });
  });

  it('types nothing blindly: offers to interrupt what runs, and does', async () => {
    await atPrompt();
    await typeLine('sleep 600');
    await waitFor('sleep', async () => (await status().textContent()) === 'выполняется');
    await command('ps').locator('[data-part="run"]').click();
    const offer = command('ps').locator('[data-part="offer"]');
    await offer.waitFor({ state: 'visible' });
    expect(await offer.textContent()).toContain('sleep 600');
    expect(await terminalText()).not.toContain('docker compose ps');
    await offer.getByRole('button', { name: 'Прервать и выполнить' }).click();
    await showsInTerminal('docker compose ps');
    await waitFor('the end', async () => ['done', 'failed'].includes((await look('ps')) ?? ''), { within: 30_000 });
  });

  it('copies the command without a prompt and without a line feed', async () => {
    await command('ps').getByRole('button', { name: 'Копировать' }).click();
    await command('ps').getByRole('button', { name: 'Скопировано' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('docker compose ps');
  });
});

describe('the terminal', () => {
  it('comes back after a reload as it was, and types nothing into the shell (T1)', async () => {
    await atPrompt();
    // The page answers while it is live; the answer is read, so that nothing of it stands at the prompt.
    await typeLine(String.raw`printf '\033[c'; read -rs -d c answer; echo; echo after`);
    await showsInTerminal(/^after$/m);
    await atPrompt();
    const before = await terminalText();
    await page.reload();
    await atPrompt();
    await showsInTerminal(/^after$/m);
    expect(await terminalText()).toBe(before);
    // What an answered query would have left at the prompt, Enter would run now.
    await typeLine('echo "$?" clean');
    await showsInTerminal(/^0 clean$/m);
  });

  it('interrupts by Ctrl+C without a selection, and copies with one', async () => {
    await atPrompt();
    await typeLine('echo wort; sleep 600');
    await showsInTerminal(/^wort$/m);
    await page.keyboard.press('Control+C');
    await atPrompt();
    await page.locator('lab-terminal[data-name="main"]').evaluate((terminal) => {
      terminal.querySelector<HTMLElement>('.xterm-helper-textarea')?.focus();
    });
    const row = page.locator('lab-terminal[data-name="main"] [data-part="screen"]');
    const box = await row.boundingBox();
    if (box === null) throw new Error('the terminal has no place');
    // A double click selects the word under it: «wort» is the first of the second line.
    await page.mouse.dblclick(box.x + 12, box.y + 30);
    await page.keyboard.press('Control+C');
    await waitFor('the copy', async () => (await page.evaluate(() => navigator.clipboard.readText())) === 'wort');
    expect(countOf(await terminalText(), '^C')).toBe(1);
  });

  it('asks before several lines are pasted, and shows them', async () => {
    await atPrompt();
    await pasteText('echo one\necho two\n');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain('Вставить 2 строки?');
    expect(await dialog.locator('pre').textContent()).toBe('echo one\necho two');
    await dialog.getByRole('button', { name: 'Отмена' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await terminalText()).not.toContain('echo one');
    await pasteText('echo one\necho two\n');
    await page.getByRole('dialog').getByRole('button', { name: 'Вставить' }).click();
    await showsInTerminal('echo two');
    await page.keyboard.press('Enter');
    await showsInTerminal(/^two$/m);
  });

  it('pastes one line without running it, and without what a page has hidden in it (T5)', async () => {
    await atPrompt();
    await pasteText('echo \u001b[201~pasted\n');
    await showsInTerminal('echo pasted');
    expect(await status().textContent()).toBe('готов');
    await page.keyboard.press('Enter');
    await showsInTerminal(/^pasted$/m);
  });

  it('lets go of the keyboard by Esc Esc, while a single Esc goes to the program', async () => {
    await atPrompt();
    await typeLine('read -rsn1 key; printf "%q\\n" "$key"');
    await waitFor('read', async () => (await status().textContent()) === 'выполняется');
    await page.keyboard.press('Escape');
    await showsInTerminal(String.raw`$'\E'`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-part'))).toBe('find');
  });

  it('finds text', async () => {
    await atPrompt();
    await typeLine('seq 1 300');
    await atPrompt();
    await page.keyboard.press('Control+Shift+F');
    await page.keyboard.type('177');
    const matches = page.locator('lab-terminal[data-name="main"] [data-part="search-matches"]');
    await waitFor('the match', async () => (await matches.textContent()) === '1 из 1');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('xterm-helper-textarea');
  });

  it('shows a title as text only, and short (T3)', async () => {
    await atPrompt();
    await typeLine(String.raw`printf '\033]0;<img src=x onerror=alert(1)>%0300d\007' 0; sleep 600`);
    const program = page.locator('lab-terminal[data-name="main"] [data-part="program"]');
    await waitFor('the title', async () => ((await program.textContent()) ?? '').startsWith('<img'));
    expect(await program.textContent()).toHaveLength(256);
    expect(await program.locator('img').count()).toBe(0);
    await page.keyboard.press('Control+C');
  });

  it('offers a new shell when the old one has ended', async () => {
    await atPrompt();
    await typeLine('exit 3');
    const notice = page.locator('lab-terminal[data-name="main"] [data-part="notice"]');
    await notice.getByRole('button', { name: 'Открыть новую оболочку' }).click();
    await atPrompt();
    expect(await notice.isHidden()).toBe(true);
  });

  it('shows the same in two tabs, and takes keys from both', async () => {
    await atPrompt();
    const second = await open(step);
    await atPrompt(second);
    await typeLine('echo from-first');
    await showsInTerminal(/^from-first$/m, second);
    await second.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').focus();
    await second.keyboard.type('echo from-second\n');
    expect(await showsInTerminal(/^from-second$/m, page)).toContain('from-first');
  });

  it('says that the server is away, and comes back by itself', async () => {
    await atPrompt();
    await lab.stop();
    await waitFor('the loss', async () => ((await status().textContent()) ?? '').includes('подключаемся снова'));
    await lab.start();
    await waitFor('the prompt', async () => (await status().textContent()) === 'готов', { within: 30_000 });
    await typeLine('echo again');
    expect(await showsInTerminal(/^again$/m)).toContain('echo again');
    errors.length = 0; // The browser tells of each request that nobody answered.
  });

  it('asks before the tab is closed on a running command, but not on the way to another step', async () => {
    await atPrompt();
    await typeLine('sleep 600');
    await waitFor('sleep', async () => (await status().textContent()) === 'выполняется');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.close({ runBeforeUnload: true });
    await waitFor('the question', () => asked.includes('beforeunload'));
    await page.locator('a[href*="/steps/"]').nth(1).click();
    await page.waitForURL((url) => url.pathname !== step);
    expect(asked).toHaveLength(1);
  });
});
