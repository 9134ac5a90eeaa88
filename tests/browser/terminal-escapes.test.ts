import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { waitFor } from '../wait-for.ts';
import { startHostileSite } from './hostile-site.ts';
import { step, useTerminalPage } from './terminal-page.ts';

const t = useTerminalPage();

/** Queries that a terminal may answer, as printf writes them: attributes, status, modes, settings, colours, titles, clipboard. */
const probes = [
  String.raw`\033[c`, String.raw`\033[>c`, String.raw`\033[=c`, String.raw`\033[5n`, String.raw`\033[6n`, String.raw`\033[?6n`,
  String.raw`\033[?2026$p`, String.raw`\033[4$p`, String.raw`\033P$qm\033\134`, String.raw`\033P$q"p\033\134`,
  String.raw`\033]4;1;?\007`, String.raw`\033]10;?\007`, String.raw`\033]11;?\007`, String.raw`\033]52;c;?\007`,
  String.raw`\033[21t`, String.raw`\005`,
]; // prettier-ignore

/** Asks the window for its size, place and title, and to be another one. */
const windowOperations = ['14', '18', '19', '20', '21', '11', '13', '2', '3;1;1', '8;5;20', '9;1', '22;0', '23;0']
  .map((operation) => String.raw`\033[${operation}t`)
  .join('');

async function post(address: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${t.lab.url}/api${address}`, {
    method: body === null ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${t.lab.token}`, 'Content-Type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** A file of the run's workspace that a program in the terminal writes. */
async function written(name: string): Promise<string> {
  const { id } = parseRecord(await post('/run', null), 'run');
  return readFile(path.join(t.lab.home, 'runs', parseString(id, 'id'), 'workspace', name), 'utf8');
}

async function press(key: string): Promise<void> {
  await t.page.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').focus();
  await t.page.keyboard.press(key);
}

describe('T1 a screen that is shown again', () => {
  it('answers none of the sixteen probes: not after a reload, and not in a second tab', async () => {
    expect(probes).toHaveLength(16);
    await t.atPrompt();
    // Nobody looks while the probes come; whoever looks afterwards must not answer them.
    await t.page.goto('about:blank');
    const command = `printf '${probes.join('')}'; stty raw -echo; printf 'rea''dy'; cat > typed`;
    await post('/terminals/main/commands', { command });
    await t.page.goto(`${t.lab.url}${step}`);
    await t.shows('ready');
    await t.page.reload();
    await t.shows('ready');
    const second = await t.open(step);
    await t.shows('ready', second);
    await second.reload();
    await t.shows('ready', second);
    await t.page.bringToFront();
    await press('x');
    await waitFor('the key', async () => (await written('typed')).includes('x'));
    expect(await written('typed')).toBe('x');
  });
});

describe('T2 a program', () => {
  it('learns nothing of the window and changes nothing of it', async () => {
    await t.atPrompt();
    await t.typeLine('stty size > before; cat before');
    await t.shows(/^\d+ \d+$/m);
    await t.atPrompt();
    await t.typeLine(`stty raw -echo; printf '${windowOperations}'; printf 'rea''dy'; cat > typed`);
    await t.shows('ready');
    await press('x');
    await waitFor('the key', async () => (await written('typed')).includes('x'));
    expect(await written('typed')).toBe('x');
    const { id } = parseRecord(
      await post('/terminals/main/commands', { command: 'stty sane; stty size > after', interrupt: true }),
      'command',
    );
    await waitFor(
      'its end',
      async () => parseRecord(await post(`/commands/${String(id)}`, null), 'command').state === 'ended',
    );
    expect(await written('after')).toBe(await written('before'));
  });
});

describe('T3 T4 what a program says of itself', () => {
  it('stays text: folders, marks of other programs and pictures', async () => {
    await t.atPrompt();
    const terminal = t.page.locator('lab-terminal[data-name="main"]');
    const count = () => terminal.locator('img, svg image, script, iframe, object, canvas').count();
    const before = await count();
    const image = '<img src=x onerror=alert(1)>';
    const sequences = [
      String.raw`\033]7;file://evil.example/${image}\007`,
      String.raw`\033]633;P;Cwd=${image}\007`,
      String.raw`\033]1;${image}\007\033]2;${image}\007`,
      String.raw`\033]9;${image}\007\033]777;notify;${image};${image}\007`,
      String.raw`\033Pq#0;2;100;0;0#0!200~-!200~\033\134`,
      String.raw`\033]1337;File=inline=1;width=10:R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\007`,
      String.raw`\033_Gf=24,s=1,v=1,a=T;AAAA\033\134`,
      String.raw`\007\007`,
    ];
    await t.typeLine(`clear; printf '${sequences.join('').replaceAll('%', '%%')}'; echo ov''er`);
    await t.shows(/^over$/m);
    expect(await count()).toBe(before);
    expect(await t.page.locator('img[onerror]').count()).toBe(0);
  });

  it('opens no link of another kind than http, and tells the site that it opens nothing of the lab', async () => {
    await using site = await startHostileSite();
    await t.atPrompt();
    const link = (address: string, text: string) => String.raw`\033]8;;${address}\033\134${text}\033]8;;\033\134\n`;
    await t.typeLine(
      `clear; printf '${link('javascript:alert(1)', 'script')}${link('file:///etc/passwd', 'file')}${link(`http://127.0.0.1:${site.port}/`, 'site')}'`,
    );
    await t.shows(/^site$/m);
    const { x, y } = await t.screenPlace();
    const row = async (index: number) => {
      const lines = (await t.text()).split('\n');
      const height = await t.page
        .locator('lab-terminal[data-name="main"] .xterm-rows > div')
        .first()
        .evaluate((line) => line.getBoundingClientRect().height);
      const at = lines.findIndex((line) => line === ['script', 'file', 'site'][index]);
      await t.page.mouse.move(x + 12, y + height * (at + 0.5));
      await t.page.mouse.click(x + 14, y + height * (at + 0.5));
    };
    await row(0);
    await row(1);
    expect(await t.page.getByRole('dialog').count()).toBe(0);
    await row(2);
    const dialog = t.page.getByRole('dialog');
    await dialog.waitFor();
    const [opened] = await Promise.all([
      t.context.waitForEvent('page'),
      dialog.getByRole('button', { name: 'Открыть' }).click(),
    ]);
    await opened.waitForLoadState();
    expect(await opened.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
    expect(site.referers).toEqual([]);
    expect(t.context.pages()).toHaveLength(2);
  });
});
