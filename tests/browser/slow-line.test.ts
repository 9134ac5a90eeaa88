import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildSite } from '../build-site.ts';
import { countTo, numbersIn } from '../faults/killed-home.ts';
import { openSlowLine } from '../slow-line.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';
import { startRestartableLab } from './restartable-lab.ts';

const bytesPerSecond = 1_000_000;
const lines = 60_000;
const terminal = 'lab-terminal[data-name="main"]';

/** What a page keeps of the messages of its terminal. */
declare global {
  // oxlint-disable-next-line no-var -- a global of the page's can be declared in no other way
  var came: { bytes: number; deflated: number };
}

let stack: AsyncDisposableStack;
beforeEach(() => {
  stack = new AsyncDisposableStack();
});
afterEach(() => stack.disposeAsync());

test('over a slow line a flood comes deflated, whole and in order, and Ctrl+C is answered', async () => {
  const site = stack.use(await buildSite());
  const line = stack.use(await openSlowLine(bytesPerSecond));
  // At another address of this machine, so that the page reaches it through the line by the port that it is known by.
  const lab = stack.use(await startRestartableLab(site.dir, { LAB_HOST: '127.0.0.2', LAB_PORT: String(line.port) }));
  line.lead('127.0.0.2', line.port);
  const browser = await launchChromium();
  stack.defer(() => browser.close());
  const { context, errors } = await openContext(browser);
  const page = await context.newPage();
  await page.addInitScript(countMessages);
  await page.goto(`http://127.0.0.1:${line.port}/steps/up/#token=${lab.token}`);
  const status = page.locator(`${terminal} [data-part="status"]`);
  const ready = () =>
    waitFor('the prompt', async () => (await status.textContent()) === 'готов', { within: 60_000, every: 100 });
  await ready();
  await page.locator(`${terminal} .xterm-helper-textarea`).focus();
  await page.keyboard.type(`seq -f 'row-%.0f of a log, and about as long as lines of logs are' ${lines}\n`);
  await waitFor('the flood', async () => (await status.textContent()) === 'выполняется');
  await ready();
  const text = await page.locator(terminal).evaluate((element) => ('text' in element ? String(element.text) : ''));
  const shown = numbersIn(text, 'row-').filter((_number, index) => index > 0);
  expect(shown.length).toBeGreaterThan(9_900);
  expect(shown).toEqual(countTo(lines).slice(-shown.length));
  const { bytes, deflated } = await page.evaluate(() => globalThis.came);
  expect(deflated).toBeGreaterThan(20);
  // Less came over the line than was said.
  expect(bytes).toBeLessThan((lines * 60) / 2);

  await page.keyboard.type(`seq -f 'on and on %.0f' 999999999\n`);
  await waitFor('the flood', async () => (await status.textContent()) === 'выполняется');
  await page.waitForFunction(() => globalThis.came.bytes > 0);
  await page.keyboard.press('Control+c');
  await ready();
  expect(errors).toEqual([]);
});

/** In the page, before its own scripts. */
function countMessages(): void {
  globalThis.came = { bytes: 0, deflated: 0 };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) came.bytes += data.byteLength;
        else if (String(data).includes('"deflated"')) came.deflated += 1;
      });
    }
  };
}
