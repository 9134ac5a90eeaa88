import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLabWithoutDocker } from './lab-without-docker.ts';

let site: string;

beforeEach(async () => {
  site = await mkdtemp(path.join(tmpdir(), 'lab-site-'));
  await mkdir(path.join(site, 'assets'));
  await writeFile(path.join(site, 'index.html'), `<!doctype html><title>Лаба</title>${'<p>текст</p>'.repeat(500)}`);
  await writeFile(path.join(site, 'assets/page.Cwx-ILuR.js'), 'export {};');
});

afterEach(() => rm(site, { recursive: true, force: true }));

describe('the built site', () => {
  it('lets a browser keep what is named by its content, and asks again for a page', async () => {
    await using lab = await startLabWithoutDocker({}, site);
    const asset = await fetch(`${lab.url}/assets/page.Cwx-ILuR.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const page = await fetch(`${lab.url}/`);
    expect(page.headers.get('cache-control')).toBe('public, max-age=0');
  });

  it('comes compressed as well as the browser can read it', async () => {
    await using lab = await startLabWithoutDocker({}, site);
    const page = await fetch(`${lab.url}/`, { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(page.headers.get('content-encoding')).toBe('br');
    expect(await page.text()).toContain('<p>текст</p>');
  });
});
