import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  // Without WebGL terminals are drawn as text, which tests can read.
  '--disable-3d-apis',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the system's Chromium, with further flags where a test needs some. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.LAB_CHROMIUM ?? '/usr/bin/chromium',
    args: [...flags, ...more],
    // Where no locale is set, as on a bare machine, it would save no file under a Russian name.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}

/** A context whose pages tell every error of theirs and every request that leaves this machine. */
export async function openContext(browser: Browser): Promise<{ context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'ru' });
  const errors: string[] = [];
  const follow = (page: Page) => {
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // Chromium drops requests when Docker makes a network; the page asks again.
      if (message.type() === 'error' && !message.text().includes('ERR_NETWORK_CHANGED'))
        errors.push(`${page.url()}: ${message.text()}`);
    });
  };
  context.on('page', follow);
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') errors.push(`a request to ${hostname}`);
  });
  return { context, errors };
}
