import { expect, describe, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { countOf, useTerminalPage } from './terminal-page.ts';

const t = useTerminalPage();

describe('the terminal and the clipboard', () => {
  it('interrupts by Ctrl+C without a selection, and copies with one', async () => {
    await t.atPrompt();
    await t.typeLine('echo wort; sleep 600');
    await t.shows(/^wort$/m);
    await t.page.keyboard.press('Control+C');
    await t.atPrompt();
    await t.page.locator('lab-terminal[data-name="main"]').evaluate((terminal) => {
      terminal.querySelector<HTMLElement>('.xterm-helper-textarea')?.focus();
    });
    const { x, y } = await t.screenPlace();
    // A double click selects the word under it: «wort» is the first of the second line.
    await t.page.mouse.dblclick(x + 12, y + 30);
    await t.page.keyboard.press('Control+C');
    await waitFor('the copy', async () => (await t.page.evaluate(() => navigator.clipboard.readText())) === 'wort');
    expect(countOf(await t.text(), '^C')).toBe(1);
  });

  it('asks before several lines are pasted, and shows them', async () => {
    await t.atPrompt();
    await t.paste('echo one\necho two\n');
    const dialog = t.page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain('Вставить 2 строки?');
    expect(await dialog.locator('pre').textContent()).toBe('echo one\necho two');
    await dialog.getByRole('button', { name: 'Отмена' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await t.text()).not.toContain('echo one');
    await t.paste('echo one\necho two\n');
    await t.page.getByRole('dialog').getByRole('button', { name: 'Вставить' }).click();
    await t.shows('echo two');
    await t.page.keyboard.press('Enter');
    await t.shows(/^two$/m);
  });

  it('pastes one line without running it, and without what a page has hidden in it (T5)', async () => {
    await t.atPrompt();
    await t.paste('echo \u001b[201~pasted\n');
    await t.shows('echo pasted');
    expect(await t.status().textContent()).toBe('готов');
    await t.page.keyboard.press('Enter');
    await t.shows(/^pasted$/m);
  });

  it('leaves a paste alone that brings no text', async () => {
    await t.atPrompt();
    const taken = await t.page.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').evaluate((keys) => {
      return !keys.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }));
    });
    expect(taken).toBe(false);
  });

  it('shows a title as text only, and short (T3)', async () => {
    await t.atPrompt();
    await t.typeLine(String.raw`printf '\033]0;<img src=x onerror=alert(1)>%0300d\007' 0; sleep 600`);
    const program = t.page.locator('lab-terminal[data-name="main"] [data-part="program"]');
    await waitFor('the title', async () => ((await program.textContent()) ?? '').startsWith('<img'));
    expect(await program.textContent()).toHaveLength(256);
    expect(await program.locator('img').count()).toBe(0);
    await t.page.keyboard.press('Control+C');
  });

  it('leaves the clipboard alone whatever a program asks (T2)', async () => {
    await t.atPrompt();
    await t.page.evaluate(() => navigator.clipboard.writeText('mine'));
    await t.typeLine(String.raw`printf '\033]52;c;c3RvbGVu\007\033]52;c;?\007'; echo over`);
    await t.shows(/^over$/m);
    expect(await t.page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
  });

  it('asks with the real address before a hidden link is opened (T4)', async () => {
    await t.atPrompt();
    await t.typeLine(String.raw`clear; printf '\033]8;;https://evil.example/\033\\docs\033]8;;\033\\\n'`);
    await t.shows(/^docs$/m);
    const { x, y } = await t.screenPlace();
    await t.page.mouse.move(x + 12, y + 8);
    await t.page.mouse.click(x + 14, y + 8);
    const dialog = t.page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.locator('pre').textContent()).toBe('https://evil.example/');
    await t.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(t.context.pages()).toHaveLength(1);
  });

  it('copies by the right button what is selected, and pastes else', async () => {
    await t.atPrompt();
    await t.typeLine('clear; echo wort');
    await t.shows(/^wort$/m);
    const { x, y } = await t.screenPlace();
    await t.page.mouse.dblclick(x + 12, y + 8);
    await t.page.mouse.click(x + 12, y + 8, { button: 'right' });
    await waitFor('the copy', async () => (await t.page.evaluate(() => navigator.clipboard.readText())) === 'wort');
    await t.page.evaluate(() => navigator.clipboard.writeText('echo pasted'));
    await t.page.mouse.click(x + 12, y + 60, { button: 'right' });
    await t.shows('echo pasted');
    await t.page.keyboard.press('Enter');
    expect(await t.shows(/^pasted$/m)).toContain('echo pasted');
  });
});
