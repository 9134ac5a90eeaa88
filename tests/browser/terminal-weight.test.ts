import { gzipSync } from 'node:zlib';
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
    const scripts: { url: string; bytes: Promise<number> }[] = [];
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.endsWith('.js')) return;
      scripts.push({ url: response.url(), bytes: response.body().then((body) => gzipSync(body).byteLength) });
    });
    // On a phone the terminals are folded away.
    await page.goto(`${lab.url}/steps/who-leads/#token=${lab.token}`);
    await page.locator('lab-page[data-mode="live"]').waitFor();
    await page.waitForLoadState('load');
    expect(scripts.filter(({ url }) => url.includes('xterm'))).toEqual([]);
    const sizes = await Promise.all(scripts.map(({ bytes }) => bytes));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120 * 1024);
  } finally {
    await browser.close();
  }
});
