import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { waitFor } from '../../../wait-for.ts';
import { launchChromium } from '../../../browser/open-browser.ts';
import { drawn, type TerminalClient } from '../client.ts';
import type { Row } from './row.ts';

const lines = 10_000;
const rest = 3_000;
const site = path.resolve(import.meta.dirname, '../../../../dist/index.html');
const terminal = 'lab-terminal[data-name="main"]';

/** A connection of the page: when it began, and when the screen that it brought was drawn. */
type Timed = { readonly socket: WebSocket; readonly begun: number; complete: number | null };

/** What a page of the benchmark keeps of its sockets, so that one can be cut and the next one timed. */
declare global {
  // oxlint-disable-next-line no-var -- a global of the page's can be declared in no other way
  var sockets: Timed[];
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
      await page.addInitScript(timeSockets);
      const { port, token } = target.connection;
      await page.goto(`http://127.0.0.1:${port}/steps/up/#token=${token}`);
      const status = page.locator(`${terminal} [data-part="status"]`);
      const ready = () =>
        waitFor('the prompt', async () => (await status.textContent()) === 'готов', { within: 30_000 });
      await ready();
      const client = target.open({ terminal: 'main' });
      await attached(client);
      client.type(`seq -f 'line %.0f of a log, about as long as such lines are' ${lines}; echo the-''end\r`);
      await drawn(client, 'the-end\r\n');
      client.close();
      await ready();
      // A terminal at rest: its screen has been written out.
      await delay(rest);
      const complete = await page.evaluate(cutAndTime);
      return { complete, lines: await page.evaluate(countLines, terminal) };
    } finally {
      await browser.close();
    }
  },
};

/** Waits for the screen: the marks by which a prompt is found else are not on one that was written out. */
function attached(client: TerminalClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('no screen within 10 s')), 10_000);
    const stop = client.listen(() => {
      clearTimeout(deadline);
      stop();
      resolve();
    });
  });
}

/** In the page, before its own scripts: a screen is drawn when all its bytes are acknowledged, and a frame has passed. */
function timeSockets(): void {
  globalThis.sockets = [];
  globalThis.WebSocket = class extends WebSocket {
    #timed: Timed | null = null;
    #screenBytes: number | null = null;

    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      if (!String(args[0]).includes('/api/terminals/')) return;
      this.#timed = { socket: this, begun: performance.now(), complete: null };
      sockets.push(this.#timed);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string' && this.#screenBytes === null) this.#screenBytes = JSON.parse(data).screenBytes;
      });
    }

    override send(data: string | BufferSource): void {
      super.send(data);
      const timed = this.#timed;
      if (timed === null || timed.complete !== null || this.#screenBytes === null || typeof data !== 'string') return;
      if ((JSON.parse(data).bytes ?? 0) < this.#screenBytes) return;
      requestAnimationFrame(() => requestAnimationFrame(() => (timed.complete ??= performance.now())));
    }
  };
}

/** In the page: cuts the connection, and gives the milliseconds that the next one takes until all is on the screen. */
async function cutAndTime(): Promise<number> {
  const cut = sockets.length;
  sockets.at(-1)?.socket.close();
  const deadline = performance.now() + 20_000;
  for (;;) {
    const next = sockets[cut];
    if (next !== undefined && next.complete !== null) return next.complete - next.begun;
    if (performance.now() > deadline) throw new Error('not attached again within 20 s');
    await new Promise(requestAnimationFrame);
  }
}

function countLines(selector: string): number {
  const element = document.querySelector(selector);
  const text = element !== null && 'text' in element ? String(element.text) : '';
  return text.match(/^line \d+ of a log/gm)?.length ?? 0;
}
