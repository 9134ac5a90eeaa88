import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, type BuiltSite } from '../build-site.ts';

const base = '/some/base/';
let site: BuiltSite;
let pages: ReadonlyMap<string, string>;

beforeAll(async () => {
  site = await buildSite(base);
  const names = await Array.fromAsync(glob('**/*.html', { cwd: site.dir }));
  pages = new Map(await Promise.all(names.map(async (name) => [name, await readText(name)] as const)));
}, 120_000);

afterAll(() => site?.[Symbol.asyncDispose]());

describe('a built page', () => {
  test('is there for the title, every step, the machine and what is not there', () => {
    expect(pages.size).toBeGreaterThan(20);
    for (const name of ['index.html', 'machine/index.html', '404.html', 'steps/build/index.html']) {
      expect([...pages.keys()]).toContain(name);
    }
  });

  test('has no inline script, no handler in an attribute and no script of another origin', () => {
    for (const [name, html] of pages) {
      for (const [, attributes = '', body = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
        expect(attributes, name).toMatch(/\ssrc="\/some\/base\//);
        expect(body.trim(), name).toBe('');
      }
      expect(withoutText(html).match(/<[a-z][^>]*\son[a-z]+=/i), name).toBeNull();
      expect(html.match(/href="javascript:/i), name).toBeNull();
    }
  });

  test('asks nothing of another machine', async () => {
    for (const [name, html] of pages) {
      for (const url of addresses(html)) {
        // A link may lead away; the page itself loads nothing from there.
        expect(/^(?:[a-z]+:)?\/\//i.test(url), `${name}: ${url}`).toBe(false);
      }
    }
    for await (const name of glob('**/*.css', { cwd: site.dir })) {
      const css = await readText(name);
      for (const [, url = ''] of css.matchAll(/url\(["']?([^)"']+)/g)) {
        expect(url.startsWith(`${base}`) || url.startsWith('data:'), `${name}: ${url}`).toBe(true);
      }
    }
  });

  test('links only to what was built, under the base it was built for', async () => {
    for (const [name, html] of pages) {
      for (const url of [...addresses(html), ...links(html)]) {
        expect(url.startsWith(base), `${name}: ${url}`).toBe(true);
        const file = url.slice(base.length).replace(/[?#].*$/, '');
        const found = await stat(path.join(site.dir, file, file === '' || file.endsWith('/') ? 'index.html' : ''));
        expect(found.isFile(), `${name}: ${url}`).toBe(true);
      }
    }
  });

  test('names every anchor that it links to', () => {
    for (const [name, html] of pages) {
      for (const [, id = ''] of html.matchAll(/href="#([^"]+)"/g))
        expect(html, `${name}: #${id}`).toContain(`id="${id}"`);
    }
  });

  test('has each id once', () => {
    for (const [name, html] of pages) {
      const ids = [...withoutText(html).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        name,
      ).toEqual([]);
    }
  });

  test('weighs at most 120 KiB of scripts and 60 KiB of styles before a terminal opens', async () => {
    for (const [name, html] of pages) {
      const scripts = await staticScripts(
        [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, url = '']) => url),
      );
      const styles = [...html.matchAll(/<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g)].map(([, url = '']) => url);
      expect(await weigh(scripts), `${name}: scripts`).toBeLessThanOrEqual(120 * 1024);
      expect(await weigh(styles), `${name}: styles`).toBeLessThanOrEqual(60 * 1024);
    }
  });
});

function readText(name: string): Promise<string> {
  return readFile(path.join(site.dir, name), 'utf8');
}

/** The markup alone: what stands between tags may look like anything. */
function withoutText(html: string): string {
  return html.replaceAll(/>[^<]*</g, '><');
}

/** What the page loads by itself. */
function addresses(html: string): string[] {
  const loaded = html.matchAll(
    /<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\s(?:src|data)="([^"]+)"/g,
  );
  const linked = html.matchAll(/<link\b[^>]*?\shref="([^"]+)"/g);
  return [...loaded, ...linked].map(([, url = '']) => url);
}

/** Where the reader may go on this site. */
function links(html: string): string[] {
  return [...html.matchAll(/<a\b[^>]*?\shref="([^"]+)"/g)]
    .map(([, url = '']) => url)
    .filter((url) => !url.startsWith('#') && !/^https?:/.test(url));
}

/** The scripts with all that they import statically. */
async function staticScripts(urls: readonly string[]): Promise<string[]> {
  const seen = new Set<string>();
  const queue = [...urls];
  for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
    if (seen.has(url)) continue;
    seen.add(url);
    const code = await readText(url.slice(base.length));
    for (const [, relative = ''] of code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g)) {
      queue.push(path.posix.join(path.posix.dirname(url), relative));
    }
  }
  return [...seen];
}

async function weigh(urls: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    urls.map(async (url) => gzipSync(await readFile(path.join(site.dir, url.slice(base.length)))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
