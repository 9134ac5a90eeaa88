import { existsSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../../wait-for.ts';
import { launchChromium } from '../../../browser/open-browser.ts';
import { drawn } from '../client.ts';
import type { Row } from './row.ts';

const lines = 10_000;
const site = path.resolve(import.meta.dirname, '../../../../dist/index.html');
const terminal = 'lab-terminal[data-name="main"]';

/** What a page of the benchmark keeps of its sockets, so that one can be cut and the next one timed. */
declare global {
  // oxlint-disable-next-line no-var -- a global of the page's can be declared in no other way
  var sockets: { readonly socket: WebSocket; readonly begun: number }[];
}

/** A page in a real Chromium whose connection was cut: from its new connection to the whole screen, drawn. */
export const reattach: Row = {
  id: 'reattach',
  figures: {
    complete: 'reattach to 10,000 lines in Chromium → complete screen, ms',
    lines: '… lines that are there',
  },
  without: ['ttyd', 'wetty', 'floor'],
  measure: async (target) => {
    if (!existsSync(site)) throw new Error('the site is not built: npm run build');
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.addInitScript(() => {
        globalThis.sockets = [];
        globalThis.WebSocket = class extends WebSocket {
          constructor(...args: ConstructorParameters<typeof WebSocket>) {
            super(...args);
            if (String(args[0]).includes('/api/terminals/')) sockets.push({ socket: this, begun: performance.now() });
          }
        };
      });
      const { port, token } = target.connection;
      await page.goto(`http://127.0.0.1:${port}/steps/up/#token=${token}`);
      const status = page.locator(`${terminal} [data-part="status"]`);
      const ready = () => waitFor('the prompt', async () => (await status.textContent()) === 'готов', { within: 30_000 });
      await ready();
      const client = target.open({ terminal: 'main' });
      await drawn(client, client.prompt);
      client.type(`seq -f 'line %.0f of a log, about as long as such lines are' ${lines}; echo the-''end\r`);
      await drawn(client, 'the-end\r\n');
      client.close();
      await ready();
      const complete = await page.evaluate(cutAndTime, terminal);
      return { complete, lines: await page.evaluate(countLines, terminal) };
    } finally {
      await browser.close();
    }
  },
};

/** In the page: cuts the connection, and gives the milliseconds that the next one takes until the frame that shows all. */
async function cutAndTime(selector: string): Promise<number> {
  const status = document.querySelector(`${selector} [data-part="status"]`);
  const cut = sockets.length;
  sockets.at(-1)?.socket.close();
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('not attached again within 20 s')), 20_000);
    let isLost = false;
    const look = () => {
      const begun = sockets[cut]?.begun;
      isLost ||= begun !== undefined && status?.textContent !== 'готов';
      if (begun === undefined || !isLost || status?.textContent !== 'готов') return void requestAnimationFrame(look);
      clearTimeout(deadline);
      // The frame after the one in which the page says so is on the screen.
      requestAnimationFrame(() => resolve(performance.now() - begun));
    };
    look();
  });
}

function countLines(selector: string): number {
  const element = document.querySelector(selector);
  const text = element !== null && 'text' in element ? String(element.text) : '';
  return text.match(/^line \d+ of a log/gm)?.length ?? 0;
}
