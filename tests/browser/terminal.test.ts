import type { Page } from 'playwright-core';
import { expect, describe, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { countOf, step, useTerminalPage } from './terminal-page.ts';

const t = useTerminalPage();

describe('the token', () => {
  it('leaves the address bar at once, and a second tab works without it (A11)', async () => {
    await t.atPrompt();
    expect(t.page.url()).toBe(t.lab.url + step);
    const second = await t.open(step);
    await t.atPrompt(second);
  });

  it('is asked for where it is missing, without a terminal', async () => {
    const stranger = await t.context.browser()?.newContext();
    if (stranger === undefined) throw new Error('the browser is gone');
    const visitor = await stranger.newPage();
    await visitor.goto(t.lab.url + step);
    await waitFor('the refusal', async () => (await t.status(visitor).textContent()) === 'нет доступа');
    expect(await t.text(visitor)).toBe('');
    await stranger.close();
  });
});

describe('a socket that a browser has lost', () => {
  it('is given up when it says nothing, and another one attaches', async () => {
    const page = await t.context.newPage();
    let sockets = 0;
    await page.routeWebSocket(/\/api\/terminals\//, (socket) => {
      sockets += 1;
      if (sockets > 1) socket.connectToServer();
    });
    await page.goto(t.lab.url + step);
    await t.atPrompt(page);
    expect(sockets).toBe(2);
  });
});

describe('«Выполнить»', () => {
  it('runs the command in its terminal, once for a double click, and shows how it ended', async () => {
    await t.atPrompt();
    await t.command('ps').locator('[data-part="run"]').dblclick();
    await waitFor('the end', async () => ['done', 'failed'].includes((await t.look('ps')) ?? ''), { within: 30_000 });
    expect(countOf(await t.text(), 'docker compose ps')).toBe(1);
    expect(await t.command('ps').locator('[data-part="status"]').textContent()).toMatch(/код \d+ · /);
    await t.page.locator('lab-figure[data-command="ps"] [data-part="output"]').waitFor({ state: 'visible' });
  });

  it('counts the same command typed by hand', async () => {
    await t.atPrompt();
    expect(await t.look('ps')).toBe('idle');
    await t.typeLine('docker  compose ps');
    await waitFor('the end', async () => ['done', 'failed'].includes((await t.look('ps')) ?? ''), { within: 30_000 });
  });

  it('is stopped where it was begun, and by nothing that comes after it', async () => {
    await t.atPrompt();
    await t.typeLine('docker() { sleep 600; }');
    await t.atPrompt();
    const stop = t.command('ps').getByRole('button', { name: 'Прервать' });
    expect(await stop.isHidden()).toBe(true);
    await t.command('ps').locator('[data-part="run"]').click();
    await stop.click();
    await waitFor('the end', async () => (await t.look('ps')) === 'failed');
    expect(await t.command('ps').locator('[data-part="status"]').textContent()).toContain('прервана, код 130');
    expect(await stop.isHidden()).toBe(true);
    expect(await t.page.evaluate(() => document.activeElement?.getAttribute('data-part'))).toBe('run');
  });

  it('types nothing blindly: offers to interrupt what runs, and does', async () => {
    await t.atPrompt();
    await t.typeLine('sleep 600');
    await waitFor('sleep', async () => (await t.status().textContent()) === 'выполняется');
    await t.command('ps').locator('[data-part="run"]').click();
    const offer = t.command('ps').locator('[data-part="offer"]');
    await offer.waitFor({ state: 'visible' });
    expect(await offer.textContent()).toContain('sleep 600');
    expect(await t.text()).not.toContain('docker compose ps');
    await offer.getByRole('button', { name: 'Прервать и выполнить' }).click();
    await t.shows('docker compose ps');
    await waitFor('the end', async () => ['done', 'failed'].includes((await t.look('ps')) ?? ''), { within: 30_000 });
  });

  it('copies the command without a prompt and without a line feed', async () => {
    await t.command('ps').getByRole('button', { name: 'Копировать' }).click();
    await t.command('ps').getByRole('button', { name: 'Скопировано' }).waitFor();
    expect(await t.page.evaluate(() => navigator.clipboard.readText())).toBe('docker compose ps');
  });
});

describe('the terminal', () => {
  it('comes back after a reload as it was, and types nothing into the shell (T1)', async () => {
    await t.atPrompt();
    // The page answers while it is live; the answer is read, so that nothing of it stands at the prompt.
    await t.typeLine(String.raw`printf '\033[c'; read -rs -d c answer; echo; echo after`);
    // The mark of the prompt comes before its letters: the screen is whole when it ends with them.
    const before = await t.shows(/^after$[^]*[#$]$/m);
    await t.page.reload();
    await t.atPrompt();
    expect(await t.shows(/^after$[^]*[#$]$/m)).toBe(before);
    // What an answered query would have left at the prompt, Enter would run now.
    await t.typeLine('echo "$?" clean');
    await t.shows(/^0 clean$/m);
  });

  it('lets go of the keyboard by Esc Esc, while a single Esc goes to the program', async () => {
    await t.atPrompt();
    await t.typeLine('read -rsn1 key; printf "%q\\n" "$key"');
    await waitFor('read', async () => (await t.status().textContent()) === 'выполняется');
    await t.page.keyboard.press('Escape');
    await t.shows(String.raw`$'\E'`);
    await t.page.keyboard.press('Escape');
    await t.page.keyboard.press('Escape');
    expect(await t.page.evaluate(() => document.activeElement?.getAttribute('data-part'))).toBe('find');
  });

  it('finds text', async () => {
    await t.atPrompt();
    await t.typeLine('seq 1 300');
    // «готов» would still be that of the prompt before.
    await t.shows(/^300$/m);
    await t.page.keyboard.press('Control+Shift+F');
    await t.page.keyboard.type('177');
    const matches = t.page.locator('lab-terminal[data-name="main"] [data-part="search-matches"]');
    await waitFor('the match', async () => (await matches.textContent()) === '1 из 1');
    await t.page.keyboard.press('Escape');
    expect(await t.page.evaluate(() => document.activeElement?.className)).toContain('xterm-helper-textarea');
  });

  it('has letters as large as the reader likes, also after a reload', async () => {
    await t.atPrompt();
    await t.typeLine('echo before $(tput cols)');
    const before = Number(/^before (\d+)$/m.exec(await t.shows(/^before \d+$/m))?.[1]);
    await t.page.locator('[data-part="larger"]').first().click();
    await t.page.reload();
    await t.atPrompt();
    await t.typeLine('echo after $(tput cols)');
    const after = Number(/^after (\d+)$/m.exec(await t.shows(/^after \d+$/m))?.[1]);
    expect(after).toBeLessThan(before);
  });

  it('offers a new shell when the old one has ended', async () => {
    await t.atPrompt();
    await t.typeLine('exit 3');
    const notice = t.page.locator('lab-terminal[data-name="main"] [data-part="notice"]');
    await notice.getByRole('button', { name: 'Открыть новую оболочку' }).click();
    await t.atPrompt();
    expect(await notice.isHidden()).toBe(true);
  });

  describe('in two tabs', () => {
    const main = 'lab-terminal[data-name="main"]';
    const typeIn = async (page: Page, text: string) => {
      await page.locator(`${main} .xterm-helper-textarea`).focus();
      await page.keyboard.type(text);
    };
    const watching = (page: Page) => page.locator(`${main} [data-part="watching"]`);

    it('types in the first, and in the second when the reader takes over there', async () => {
      await t.atPrompt();
      const second = await t.open(step);
      await t.atPrompt(second);
      await watching(second).waitFor();
      await t.typeLine('echo from-first');
      await t.shows(/^from-first$/m, second);
      await typeIn(second, 'echo in-vain\n');
      await watching(second).and(second.locator('[data-asked]')).waitFor();
      await second.getByRole('button', { name: 'Вводить здесь' }).click();
      await watching(second).waitFor({ state: 'hidden' });
      await watching(t.page).waitFor();
      await second.keyboard.type('echo from-second\n');
      const all = await t.shows(/^from-second$/m, t.page);
      expect(all).toContain('from-first');
      expect(all).not.toContain('in-vain');
    });

    it('goes on typing where it was after a reload, and in the second where a command is clicked', async () => {
      await t.atPrompt();
      await t.typeLine('echo from-first');
      const second = await t.open(step);
      await watching(second).waitFor();
      await t.page.reload();
      await t.atPrompt();
      await t.typeLine('echo after-reload');
      await t.shows(/^after-reload$/m, second);
      expect(await watching(t.page).isHidden()).toBe(true);
      await second.locator('lab-command button[data-part="run"]').first().click();
      await watching(second).waitFor({ state: 'hidden' });
      await watching(t.page).waitFor();
    });

    it('types in the second soon after the first is closed', async () => {
      await t.atPrompt();
      const second = await t.open(step);
      await watching(second).waitFor();
      await t.page.close();
      await watching(second).waitFor({ state: 'hidden', timeout: 15_000 });
      await typeIn(second, 'echo alone\n');
      expect(await t.shows(/^alone$/m, second)).toContain('echo alone');
    });
  });

  it('stands as it was when the connection drops: what is read, and what is selected', async () => {
    await t.page.addInitScript(keepSockets);
    await t.page.reload();
    await t.atPrompt();
    await t.typeLine('seq 300');
    await t.shows(/^300$/m);
    await t.atPrompt();
    await t.page.keyboard.press('Shift+PageUp');
    const screen = t.page.locator('lab-terminal[data-name="main"] .xterm-screen');
    await screen.dblclick({ position: { x: 12, y: 60 } });
    const before = await screen.screenshot();
    await t.page.evaluate(() => terminalSockets.at(-1)?.socket.close());
    const attached = await waitFor('it to be attached again', () =>
      t.page.evaluate(() => (terminalSockets.length > 1 ? terminalSockets.at(-1)?.attached : null)),
    );
    expect(JSON.parse(attached)).toMatchObject({ goesOn: true, screenBytes: 0 });
    expect(before.equals(await screen.screenshot())).toBe(true);
    await t.typeLine('echo on');
    await t.shows(/^on$/m);
  });

  it('says that the server is away, and comes back by itself', async () => {
    await t.atPrompt();
    await t.lab.stop();
    await waitFor('the loss', async () => ((await t.status().textContent()) ?? '').includes('подключаемся снова'));
    await t.lab.start();
    await waitFor('the prompt', async () => (await t.status().textContent()) === 'готов', { within: 30_000 });
    await t.typeLine('echo again');
    expect(await t.shows(/^again$/m)).toContain('echo again');
    t.errors.length = 0; // The browser tells of each request that nobody answered.
  });

  it('asks before the tab is closed on a running command, but not on the way to another step', async () => {
    await t.atPrompt();
    await t.typeLine('sleep 600');
    await waitFor('sleep', async () => (await t.status().textContent()) === 'выполняется');
    const asked: string[] = [];
    t.page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await t.page.close({ runBeforeUnload: true });
    await waitFor('the question', () => asked.includes('beforeunload'));
    await t.page.locator('a[href*="/steps/"]').nth(1).click();
    await t.page.waitForURL((url) => url.pathname !== step);
    expect(asked).toHaveLength(1);
  });
});

/** What a page keeps of its terminals' connections, with what the server has said first. */
declare global {
  // oxlint-disable-next-line no-var -- a global of the page's can be declared in no other way
  var terminalSockets: { readonly socket: WebSocket; attached: string | null }[];
}

/** In the page, before its own scripts. */
function keepSockets(): void {
  globalThis.terminalSockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      if (!String(args[0]).includes('/api/terminals/main')) return;
      const kept = { socket: this, attached: null as string | null };
      terminalSockets.push(kept);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') kept.attached ??= data;
      });
    }
  };
}
