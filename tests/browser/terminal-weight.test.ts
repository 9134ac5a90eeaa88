import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { expect, it } from 'vitest';
import { buildSite } from '../build-site.ts';
import { launchChromium } from './open-browser.ts';
import { startRestartableLab } from './restartable-lab.ts';

it('fetches at most 120 KiB of scripts and no xterm before a terminal opens', async () => {
  await using site = await buildSite();
  await using lab = await startRestartableLab(site.dir);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response);
    });
    // On a phone the terminals are folded away.
    await page.goto(`${lab.url}/steps/who-leads/#token=${lab.token}`);
    await page.locator('lab-page[data-mode="live"]').waitFor();
    await page.waitForLoadState('load');
    expect(scripts.map((script) => script.url()).filter((url) => url.includes('xterm'))).toEqual([]);
    // Asked now: one that comes later has no body any more when the browser closes.
    const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body()).byteLength));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120 * 1024);
  } finally {
    await browser.close();
  }
});
