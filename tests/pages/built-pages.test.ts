import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { securityHeaderFields } from '../../server/security-headers.ts';
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
  test('is there for the title, every step, the machine, the configuration, the review and what is not there', () => {
    expect(pages.size).toBeGreaterThan(20);
    for (const name of [
      'index.html',
      'machine/index.html',
      'configuration/index.html',
      'reliability/index.html',
      'review/index.html',
      '404.html',
      'steps/build/index.html',
    ]) {
      expect([...pages.keys()]).toContain(name);
    }
  });

  test('A13 has no inline script, no handler in an attribute and no script of another origin', () => {
    const found = inPages(({ html }) => [
      ...[...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
        .filter(([, attributes = '', body = '']) => !attributes.includes(` src="${base}`) || body.trim() !== '')
        .map(([script]) => script),
      ...(withoutText(html).match(/<[a-z][^>]*\son[a-z]+=/gi) ?? []),
      ...(html.match(/href="javascript:/gi) ?? []),
    ]);
    expect(found).toEqual([]);
  });

  test('A13 holds itself to the policy that the server sends or to a narrower one, also where no server does', () => {
    const read = (policy: string) =>
      new Map(policy.split('; ').map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]));
    const sent = read(securityHeaderFields['Content-Security-Policy']);
    // Directives that fall back on default-src 'none'; a frame's parent is the header's alone.
    const mayLack = ['frame-ancestors', 'manifest-src', 'worker-src'];
    const astray = inPages(({ html }) => {
      const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
      const own = read(policy.replaceAll('&#39;', "'"));
      const looser = [...own].filter(
        ([name, sources]) => !sources.every((source) => source === "'none'" || sent.get(name)?.includes(source)),
      );
      return [
        ...[...sent.keys()].filter((name) => !own.has(name) && !mayLack.includes(name)).map((name) => `lacks ${name}`),
        ...looser.map(([name, sources]) => `has ${name} ${sources.join(' ')}`),
      ];
    });
    expect(astray).toEqual([]);
  });

  test('asks nothing of another machine', async () => {
    // A link may lead away; the page itself loads nothing from there.
    expect(inPages(({ html }) => addresses(html).filter((url) => /^(?:[a-z]+:)?\/\//i.test(url)))).toEqual([]);
    const foreign: string[] = [];
    for await (const name of glob('**/*.css', { cwd: site.dir })) {
      const urls = [...(await readText(name)).matchAll(/url\(["']?([^)"']+)/g)].map(([, url = '']) => url);
      foreign.push(...urls.filter((url) => !url.startsWith(base) && !url.startsWith('data:')));
    }
    expect(foreign).toEqual([]);
  });

  test('links only to what was built, under the base it was built for', async () => {
    const files = new Set(await Array.fromAsync(glob('**/*.*', { cwd: site.dir })));
    const astray = inPages(({ name, html }) =>
      [...addresses(html), ...links(html)].filter((address) => {
        // A step's text names another step beside it: `../fault-kill/`.
        const url = address.startsWith('../') ? new URL(address, `http://site${base}${name}`).pathname : address;
        const file = url.slice(base.length).replace(/[?#].*$/, '');
        return !url.startsWith(base) || !files.has(file === '' || file.endsWith('/') ? `${file}index.html` : file);
      }),
    );
    expect(astray).toEqual([]);
  });

  test('names every anchor that it links to', () => {
    const missing = inPages(({ html }) =>
      [...html.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id).filter((id) => !html.includes(`id="${id}"`)),
    );
    expect(missing).toEqual([]);
  });

  test('has each id once', () => {
    const twice = inPages(({ html }) => {
      const ids = [...withoutText(html).matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id);
      return ids.filter((id, index) => ids.indexOf(id) !== index);
    });
    expect(twice).toEqual([]);
  });

  test('weighs at most 120 KiB of scripts and 60 KiB of styles before a terminal opens', async () => {
    const weights = await Promise.all(
      [...pages].map(async ([name, html]) => {
        const scripts = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, url = '']) => url);
        const styles = [...html.matchAll(/<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g)].map(([, url = '']) => url);
        return { name, scripts: await weigh(await staticScripts(scripts)), styles: await weigh(styles) };
      }),
    );
    expect(weights.filter(({ scripts, styles }) => scripts > 120 * 1024 || styles > 60 * 1024)).toEqual([]);
  });

  test('of a step comes with one style sheet and at most four scripts, however many elements stand on it', async () => {
    const steps = [...pages].filter(([name]) => name.startsWith('steps/'));
    expect(steps.length).toBeGreaterThan(20);
    const many = await Promise.all(
      steps.map(async ([name, html]) => {
        const styles = [...html.matchAll(/<link[^>]*rel="stylesheet"/g)].length;
        return { name, styles, scripts: (await staticScripts(moduleScripts(html))).length };
      }),
    );
    expect(many.filter(({ scripts, styles }) => styles !== 1 || scripts > 4)).toEqual([]);
  });

  test('brings the code of every element that stands on it', async () => {
    const lifeless = await Promise.all(
      [...pages].map(async ([name, html]) => {
        const code = await Promise.all(
          (await staticScripts(moduleScripts(html))).map((url) => readText(url.slice(base.length))),
        );
        const defined = new Set(
          [...code.join('\n').matchAll(/customElements\.define\(["'`]([a-z-]+)/g)].map(([, element = '']) => element),
        );
        const shown = new Set([...withoutText(html).matchAll(/<(lab-[a-z-]+)/g)].map(([, element = '']) => element));
        return [...shown].filter((element) => !defined.has(element)).map((element) => `${name}: ${element}`);
      }),
    );
    expect(lifeless.flat()).toEqual([]);
  });
});

/** What `look` finds on each page, with the page's name. */
function inPages(look: (page: { readonly name: string; readonly html: string }) => string[]): string[] {
  return [...pages].flatMap(([name, html]) => look({ name, html }).map((found) => `${name}: ${found}`));
}

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

/** The scripts that bring a page to life, as the page names them. */
function moduleScripts(html: string): string[] {
  return [...html.matchAll(/<script[^>]*type="module"[^>]*\ssrc="([^"]+)"/g)].map(([, url = '']) => url);
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
