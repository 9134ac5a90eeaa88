import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { useTerminalPage } from './terminal-page.ts';

const t = useTerminalPage();

// Bounds that only a broken terminal exceeds, also on a slow and busy machine.
const tabMemory = 300 * 1_024 * 1_024;
const echoWithin = 3_000;

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

/** Ends what floods by Ctrl+C, then presses a key and gives the milliseconds until it is seen. */
async function echoAfterCtrlC(): Promise<number> {
  await t.page.locator('lab-terminal[data-name="main"] .xterm-helper-textarea').focus();
  await t.page.keyboard.press('Control+C');
  await waitFor('the prompt', async () => (await t.status().textContent()) === 'готов', { within: 20_000 });
  // What is left of the flood's modes must not hide the key; Enter takes whatever answers stand at the prompt.
  await t.page.keyboard.press('Control+C');
  await t.typeLine("printf '\\033c'; echo cle''ar");
  await t.shows(/^clear$/m);
  const begun = performance.now();
  await t.page.keyboard.type('kk');
  await waitFor('the key', async () => (await t.text()).trimEnd().endsWith('kk'), { every: 5 });
  return performance.now() - begun;
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
