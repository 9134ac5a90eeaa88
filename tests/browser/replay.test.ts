import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { useTerminalPage } from './terminal-page.ts';

const t = useTerminalPage();

/** What «docker compose ps» prints in these tests: a function of the shell, as a student may write one. */
const told = [
  String.raw`printf '\033[31mfirst line\033[0m\n'`,
  'sleep 0.4',
  String.raw`printf '\033]0;a title\007\033]8;;https://example.com/\033\\a link\033]8;;\033\\\n'`,
  // The page's terminal answers this query; a replay of it must not.
  String.raw`stty -echo; printf '\033]52;c;aGVsbG8=\007\033[c'; read -r -d c answer; stty echo`,
  'sleep 3',
  'echo last line',
].join('; ');

async function runCommand(): Promise<void> {
  await t.atPrompt();
  await t.typeLine(`docker() { ${told}; }`);
  await t.atPrompt();
  await t.command('ps').locator('[data-part="run"]').click();
  await waitFor('the end', async () => (await t.look('ps')) === 'done', { within: 30_000 });
  await t.atPrompt();
  await t.typeLine('echo after all');
  await t.shows(/^after all$/m);
}

const slot = () => t.command('ps').locator('[data-part="replay"]');
const replay = () => t.command('ps').locator('lab-replay');
const control = (name: string) => replay().locator(`[data-part="player-${name}"]`);

/** What the player's screen shows, line by line. */
const screen = async () => (await replay().locator('.ap-line').allInnerTexts()).join('\n');
const state = (element: Locator = replay()) => element.getAttribute('data-state');

async function openReplay(): Promise<void> {
  await slot().click();
  await control('play').waitFor({ state: 'visible', timeout: 15_000 });
}

describe('«Показать запись»', () => {
  it('plays a command from its own marker to its end, with its pauses cut, and without a word in its terminal', async () => {
    await runCommand();
    const before = await t.text();
    await openReplay();
    await waitFor('the end', async () => (await state()) === 'ended', { within: 15_000 });
    const shown = await screen();
    expect(shown).toContain('docker compose ps');
    expect(shown).toMatch(/^first line\s*$/m);
    expect(shown).toMatch(/^a link\s*$/m);
    expect(shown).toMatch(/^last line\s*$/m);
    // What came later is not part of it.
    expect(shown).not.toContain('after all');
    // A link and a title of a program are nothing but text here.
    expect(await replay().locator('a').count()).toBe(0);
    expect(await t.page.title()).not.toContain('a title');
    expect(await t.text()).toBe(before);
  });

  it('is played, stopped and searched with the keyboard alone', async () => {
    await runCommand();
    await slot().focus();
    await t.page.keyboard.press('Enter');
    await control('play').waitFor({ state: 'visible', timeout: 15_000 });
    await waitFor('the focus', () => replay().evaluate((element) => element.contains(document.activeElement)));
    await waitFor('it to play', async () => (await state()) === 'playing');
    await t.page.keyboard.press('Space');
    await waitFor('it to stop', async () => (await state()) === 'paused');
    await t.page.keyboard.press('Home');
    await waitFor('the beginning', async () => !/^first line\s*$/m.test(await screen()));
    expect(await control('time').textContent()).toMatch(/^0:00,0 из 0:03,\d · \d\d:\d\d:\d\d$/);
    await t.page.keyboard.press('End');
    await waitFor('the end', async () => /^last line\s*$/m.test(await screen()));
    await t.page.keyboard.press('ArrowLeft');
    await waitFor('a step back', async () => !/^last line\s*$/m.test(await screen()));
    // No step of the page is turned by it, and the player's own keys stay unheard.
    await t.page.keyboard.press('?');
    expect(await t.page.locator('dialog[open]').count()).toBe(0);
    expect(await replay().locator('.ap-overlay-help').count()).toBe(0);
    await t.page.keyboard.press('Escape');
    await replay().waitFor({ state: 'detached' });
    expect(await slot().getAttribute('aria-expanded')).toBe('false');
    await waitFor('the focus on the button', () => slot().evaluate((element) => element === document.activeElement));
  });

  it('goes on where it stood when the speed, the pauses or the theme change', async () => {
    await runCommand();
    await openReplay();
    await control('play').click();
    await control('seek').fill('500');
    const place = await control('time').textContent();
    await control('speed').selectOption('5');
    await control('pauses').uncheck();
    expect(await control('time').textContent()).toBe(place);
    await t.page.getByRole('button', { name: 'Тёмная тема' }).click();
    const paper = () =>
      replay()
        .locator('.ap-player')
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    await waitFor('the dark paper', async () => (await paper()) === 'rgb(16, 19, 26)');
    expect(await control('time').textContent()).toBe(place);
    const begun = Date.now();
    await control('play').click();
    await waitFor('the end', async () => (await state()) === 'ended', { within: 15_000 });
    expect(Date.now() - begun).toBeLessThan(3_000);
    expect(await screen()).toMatch(/^last line\s*$/m);
  });

  it('is a text as well', async () => {
    await runCommand();
    await openReplay();
    await control('text').click();
    await waitFor('the text', async () => ((await control('transcript').textContent()) ?? '') !== '');
    expect(await control('transcript').textContent()).toMatch(/^first line\na link\nlast line\n/);
    await control('close').click();
    await replay().waitFor({ state: 'detached' });
  });

  it('waits for «Проиграть» where the reader wants no motion, and begins anew with another run', async () => {
    await t.page.emulateMedia({ reducedMotion: 'reduce' });
    await runCommand();
    await openReplay();
    expect(await state()).toBe('paused');
    await waitFor('the first moment', async () => (await screen()).includes('docker compose ps'));
    expect(await screen()).not.toMatch(/^first line\s*$/m);
    await t.command('ps').locator('[data-part="run"]').click();
    await replay().waitFor({ state: 'detached', timeout: 15_000 });
    await waitFor('the end', async () => (await t.look('ps')) === 'done', { within: 30_000 });
    expect(await slot().textContent()).toContain('Показать запись');
  });

  it('says calmly that the recording cannot be read, and tries again when asked', async () => {
    await runCommand();
    await openReplay();
    await control('close').click();
    await replay().waitFor({ state: 'detached' });
    await t.lab.stop();
    await slot().click();
    await waitFor('the failure', async () =>
      ((await control('state').textContent()) ?? '').includes('Запись не загрузилась'),
    );
    await t.lab.start();
    await control('retry').click();
    await control('play').waitFor({ state: 'visible', timeout: 15_000 });
    expect(await control('state').textContent()).toBe('');
    // The page complained about the server that was away.
    t.errors.length = 0;
  });

  it('plays where the machine lacks a font of the list', async () => {
    await runCommand();
    await t.page.evaluate(() => {
      document.fonts.add(new FontFace('JetBrains Fallback', 'local("a font that nobody has")'));
    });
    await openReplay();
    const shown = await waitFor(
      'the screen',
      async () => (await screen()).includes('docker compose ps') && (await screen()),
    );
    expect(shown).toContain('docker compose ps');
  });

  it('says calmly that the player cannot be fetched', async () => {
    await runCommand();
    await t.lab.stop();
    await slot().click();
    const told = t.command('ps').locator('[data-part="replay-told"]');
    await waitFor('the words', async () => ((await told.textContent()) ?? '').includes('Попробуйте ещё раз'));
    await t.lab.start();
    await openReplay();
    expect(await told.textContent()).toBe('');
    t.errors.length = 0;
  });
});

describe('«Скрыть выделенное в записях…»', () => {
  it('takes what is selected in a terminal out of its recording, after asking', async () => {
    await t.atPrompt();
    await t.typeLine('echo my-very-own-word');
    await t.shows(/^my-very-own-word$/m);
    await t.atPrompt();
    const hide = t.page.locator('lab-terminal[data-name="main"] [data-part="hide"]');
    expect(await hide.isHidden()).toBe(true);
    const word = await t.page
      .locator('lab-terminal[data-name="main"] .xterm-rows > div', { hasText: /^my-very-own-word\s*$/ })
      .boundingBox();
    if (word === null) throw new Error('the word has no place');
    await t.page.mouse.dblclick(word.x + 12, word.y + word.height / 2);
    await hide.click();
    const dialog = t.page.getByRole('dialog');
    // A double click takes what the terminal calls a word.
    const selected = (await dialog.locator('pre').textContent()) ?? '';
    expect(selected.length).toBeGreaterThanOrEqual(4);
    await t.status().evaluate((line) => {
      globalThis.saidInTerminal = [];
      new MutationObserver(() => saidInTerminal.push({ text: line.textContent ?? '', at: performance.now() })).observe(
        line,
        { childList: true, characterData: true, subtree: true },
      );
    });
    await dialog.getByRole('button', { name: 'Скрыть навсегда' }).click();
    await waitFor('the outcome', async () => {
      const said = (await t.status().textContent()) ?? '';
      if (said.startsWith('Скрыто')) return true;
      throw new Error(`«${said}» after hiding «${selected}»`);
    });
    // It can be read for a while, whatever the terminal does meanwhile.
    await t.typeLine('echo meanwhile');
    await t.shows(/^meanwhile$/m);
    await t.atPrompt();
    const said = await t.page.evaluate(() => saidInTerminal);
    const outcome = said.findIndex(({ text }) => text.startsWith('Скрыто'));
    expect((said[outcome + 1]?.at ?? 0) - (said[outcome]?.at ?? 0)).toBeGreaterThan(5_500);
    const answer = await fetch(`${t.lab.url}/api/recordings/main`, {
      headers: { authorization: `Bearer ${t.lab.token}` },
    });
    const recording = await answer.text();
    expect(recording).toContain('[скрыто]');
    expect(recording).not.toContain(selected);
  });
});

/** What stood in the status of a terminal, with the milliseconds at which it came. */
declare global {
  // oxlint-disable-next-line no-var -- a global of the page's can be declared in no other way
  var saidInTerminal: { readonly text: string; readonly at: number }[];
}
