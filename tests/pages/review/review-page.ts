import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openContext } from '../../browser/open-browser.ts';

/** The review page in a browser, and everything that went wrong or left it. */
export type ReviewedPage = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page, violations of its policy and dialogs among them. */
  readonly errors: string[];
  /** Addresses that were asked for since the page was ready. */
  readonly requests: string[];
  bring(files: readonly BroughtFile[]): Promise<void>;
  /** Waits until every report is read or refused. */
  settled(within?: number): Promise<void>;
};

export type BroughtFile = { readonly name: string; readonly bytes: Uint8Array };

/** Opens `/review/` below an address, in a context of its own or a given one. */
export async function openReview(
  browser: Browser,
  url: string,
  look: { width?: number; height?: number; colorScheme?: 'light' | 'dark' } = {},
  given?: Awaited<ReturnType<typeof openContext>>,
): Promise<ReviewedPage> {
  const { context, errors } = given ?? (await openContext(browser));
  const page = await context.newPage();
  const { width = 1280, height = 800, colorScheme = 'light' } = look;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  page.on('dialog', (dialog) => {
    errors.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(`${url}/review/`);
  await page.locator('lab-review[data-state="ready"]').waitFor({ timeout: 15_000 });
  const requests: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  const settled = async (within = 60_000) => {
    await page.locator('tbody tr[data-state="waiting"]').first().waitFor({ state: 'detached', timeout: within });
  };
  return {
    page,
    context,
    errors,
    requests,
    settled,
    async bring(files) {
      const before = await page.locator('[data-part="rows"] tr').count();
      // Playwright hands over 50 MB at most at a time.
      await page
        .locator('[data-part="chosen-files"]')
        .setInputFiles(
          files.map(({ name, bytes }) => ({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) })),
        );
      await page.waitForFunction((most) => document.querySelectorAll('[data-part="rows"] tr').length > most, before, {
        timeout: 15_000,
      });
      await settled();
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Opens the report of somebody from the table, and waits until its claims stand there. */
export async function openReport(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.locator('.claim').first().waitFor({ timeout: 20_000 });
}

/** Expects what a page shows after a while: within 15 seconds, on a machine that does other things too. */
export function eventually<Value>(look: () => Value | Promise<Value>) {
  return expect.poll(look, { timeout: 15_000 });
}
