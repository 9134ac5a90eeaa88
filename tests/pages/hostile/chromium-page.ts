import { launchChromium } from '../../browser/open-browser.ts';
import type { DrivenPage, StartDrivenPage } from './driven-page.ts';

/** Starts Chromium, which is driven by its own protocol. */
export const startChromium: StartDrivenPage = async ({ host, port }): Promise<DrivenPage> => {
  const browser = await launchChromium([`--proxy-server=${host}:${port}`]);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return {
    ownHosts: ['google.com', 'googleapis.com', 'gvt1.com'],
    async open(url) {
      await page.goto(url);
    },
    evaluate: (expression) => page.evaluate<string>(expression),
    async chooseFiles(selector, files) {
      await page.locator(selector).setInputFiles([...files]);
    },
    dialog: async () => dialogs[0] ?? null,
    dismiss: async () => {},
    [Symbol.asyncDispose]: () => browser.close(),
  };
};
