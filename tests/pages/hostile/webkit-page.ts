import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import type { DrivenPage, StartDrivenPage } from './driven-page.ts';
import { listening } from '../../listening.ts';
import { waitFor } from '../../wait-for.ts';
import { startDeadline, startProgram } from './started-program.ts';
import { openWebDriver, WebDriverError } from './web-driver.ts';

/** WebDriver's name for the reference of an element. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** Starts WebKitGTK's small browser, which is driven by WebDriver, on a display of its own. */
export const startWebKit: StartDrivenPage = async (proxy): Promise<DrivenPage> => {
  await using started = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'lab-webkit-'));
  started.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const xvfb = started.use(
    startProgram(process.env.LAB_XVFB ?? '/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24']),
  );
  const display = `:${await xvfb.says(/^(\d+)\n/m)}`;
  const elsewhere = `http://${proxy.host}:${proxy.port}`;
  const driver = started.use(
    startProgram(process.env.LAB_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver', ['--host=127.0.0.1', '--port=0'], {
      DISPLAY: display,
      HOME: home,
      http_proxy: elsewhere,
      https_proxy: elsewhere,
      no_proxy: '127.0.0.1',
      XDG_RUNTIME_DIR: home,
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
    }),
  );
  const url = await waitFor(
    'the driver of WebKit to listen',
    async () => {
      driver.mustRun();
      const [own] = (await listening(driver.pid)).filter((one) => one.startsWith('127.0.0.1:'));
      return own === undefined ? null : `http://${own}`;
    },
    { within: startDeadline },
  );
  const session = started.use(
    await openWebDriver(url, {
      timeouts: { script: 300_000, pageLoad: 60_000 },
      unhandledPromptBehavior: 'ignore',
    }),
  );

  const ends = started.move();
  return {
    ownHosts: [],
    async open(url) {
      await session.ask('url', { url });
    },
    async evaluate(expression) {
      const script = `const done = arguments[0];
        (${expression}).then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`;
      const answer = parseRecord(await session.ask('execute/async', { script, args: [] }), 'value');
      if (answer.error !== undefined) throw new Error(parseString(answer.error, 'error'));
      return parseString(answer.value, 'value', 2 ** 24);
    },
    async chooseFiles(selector, files) {
      const found = await session.ask('element', { using: 'css selector', value: selector });
      const element = parseString(parseRecord(found, 'element')[elementKey], 'element');
      await session.ask(`element/${element}/value`, { text: files.join('\n') });
    },
    async dialog() {
      try {
        return parseString(await session.ask('alert/text'), 'text');
      } catch (error) {
        if (error instanceof WebDriverError && error.code === 'no such alert') return null;
        throw error;
      }
    },
    async dismiss() {
      await session.ask('alert/dismiss', {});
    },
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
};
