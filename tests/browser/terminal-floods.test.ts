import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { useTerminalPage } from './terminal-page.ts';

const t = useTerminalPage();

const tabMemory = 300 * 1_024 * 1_024;
/** Milliseconds for the quickest of several keys: what a busy machine takes from one of them is not the terminal's. */
const echoWithin = 500;
const keys = 'kkkkk';

beforeEach(() => t.atPrompt());

/** Bytes of memory that the page's own process has and shares with nobody. */
async function memoryOfTab(): Promise<number> {
  const session = await t.context.browser()?.newBrowserCDPSession();
  if (session === undefined) throw new Error('the browser is gone');
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(
        async ({ id }) =>
          /^RssAnon:\s+(\d+) kB$/m.exec(await readFile(`/proc/${id}/status`, 'utf8').catch(() => ''))?.[1],
      ),
  );
  return Math.max(...sizes.map((size) => Number(size ?? 0) * 1_024));
}

/** Ends what floods by Ctrl+C, then presses keys and gives the milliseconds until the quickest was seen. */
async function echoAfterCtrlC(): Promise<number> {
  await t.page.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').focus();
  await t.page.keyboard.press('Control+C');
  await waitFor('the prompt', async () => (await t.status().textContent()) === 'готов', { within: 20_000 });
  // What is left of the flood's modes must not hide the key; Enter takes whatever answers stand at the prompt.
  await t.page.keyboard.press('Control+C');
  await t.typeLine("printf '\\033c'; echo cle''ar");
  await t.shows(/^clear$/m);
  let quickest = Infinity;
  let typed = '';
  for (const key of keys) {
    const begun = performance.now();
    typed += key;
    await t.page.keyboard.press(key);
    await waitFor('the key', async () => (await t.text()).trimEnd().endsWith(typed), { every: 5 });
    quickest = Math.min(quickest, performance.now() - begun);
  }
  return quickest;
}

describe.runIf(process.platform === 'linux')('T6 a flood leaves the tab small and the keyboard quick:', () => {
  it.each([
    ['noise', 'timeout 20 cat /dev/urandom', 4_000],
    [
      'a title of ten megabytes',
      String.raw`printf '\033]0;'; head -c 10500000 /dev/zero | tr '\0' a; printf '\007'; sleep 20`,
      3_000,
    ],
    [
      'a million nested colours',
      String.raw`yes $'\033[1;3;4;7;31;42m' | head -n 1000000 | tr -d '\n'; sleep 20`,
      3_000,
    ],
    [
      'marks without a width',
      String.raw`yes $'a\u0301\u0302\u200b\u200d\u20dd\ufe0f' | head -c 8000000 | tr -d '\n'; sleep 20`,
      3_000,
    ],
    [
      'marks upon one letter',
      String.raw`printf a; yes $'\u0301\u200d' | head -c 2000000 | tr -d '\n'; sleep 20`,
      3_000,
    ],
  ])('%s', async (_what, command, milliseconds) => {
    await t.typeLine(command);
    await waitFor('the flood', async () => (await t.status().textContent()) === 'выполняется');
    const until = performance.now() + milliseconds;
    let most = 0;
    await waitFor(
      'the flood to have lasted',
      async () => {
        most = Math.max(most, await memoryOfTab());
        return performance.now() > until;
      },
      { within: 60_000, every: 200 },
    );
    expect(await echoAfterCtrlC(), 'milliseconds to a key’s echo').toBeLessThan(echoWithin);
    most = Math.max(most, await memoryOfTab());
    expect(most, 'bytes of the tab').toBeLessThan(tabMemory);
  });
});
