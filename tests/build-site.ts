import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const repository = path.resolve(import.meta.dirname, '..');

/** The site as it was just built from the sources, in a folder of its own. */
export type BuiltSite = AsyncDisposable & { readonly dir: string };

/** Builds the site for `base`; takes some seconds. */
export async function buildSite(base = '/'): Promise<BuiltSite> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'lab-site-'));
  const astro = path.join(repository, 'node_modules/astro/bin/astro.mjs');
  const flags = ['build', '--root', repository, '--outDir', dir, '--base', base];
  await promisify(execFile)(process.execPath, [astro, ...flags], {
    cwd: repository,
    timeout: 120_000,
    // Not the whole environment: Vitest's own BASE_URL, MODE and PROD would reach the pages.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
