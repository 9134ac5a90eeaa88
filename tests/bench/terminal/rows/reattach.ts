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

/** A page in a real Chromium that is loaded anew, and one whose connection was cut: from its connection to the whole screen, drawn. */
export const reattach: Row = {
  id: 'reattach',
  figures: {
    complete: 'a page anew to 10,000 lines in Chromium → complete screen, ms',
    cut: '… after a cut connection, ms',
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
      await page.reload();
      const complete = await page.evaluate(timeOf, 0);
      await ready();
      const cut = await page.evaluate(timeOf, await page.evaluate(cutConnection));
      return { complete, cut, lines: await page.evaluate(countLines, terminal) };
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
      if (!String(args[0]).includes('/api/terminals/main')) return;
      this.#timed = { socket: this, begun: performance.now(), complete: null };
      sockets.push(this.#timed);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data !== 'string' || this.#screenBytes !== null) return;
        this.#screenBytes = Number(JSON.parse(data).screenBytes);
        if (this.#screenBytes === 0) this.#complete();
      });
    }

    #complete(): void {
      const timed = this.#timed;
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (timed !== null) timed.complete ??= performance.now();
        }),
      );
    }

    override send(data: string | BufferSource): void {
      super.send(data);
      const timed = this.#timed;
      if (timed === null || timed.complete !== null || this.#screenBytes === null || typeof data !== 'string') return;
      if ((JSON.parse(data).bytes ?? 0) >= this.#screenBytes) this.#complete();
    }
  };
}

/** In the page: cuts the connection, and gives the number of the next one. */
function cutConnection(): number {
  const next = sockets.length;
  sockets.at(-1)?.socket.close();
  return next;
}

/** In the page: the milliseconds that a connection takes until all is on the screen. */
async function timeOf(connection: number): Promise<number> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const timed = sockets[connection];
    if (timed !== undefined && timed.complete !== null) return timed.complete - timed.begun;
    if (performance.now() > deadline) throw new Error('not attached within 20 s');
    await new Promise(requestAnimationFrame);
  }
}

function countLines(selector: string): number {
  const element = document.querySelector(selector);
  const text = element !== null && 'text' in element ? String(element.text) : '';
  return text.match(/^line \d+ of a log/gm)?.length ?? 0;
}
