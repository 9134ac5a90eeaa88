import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withSetupLock } from './lock.mjs';
import { keep, root } from './place.mjs';
import { runQuietly } from './processes.mjs';
import { step } from './progress.mjs';
import { hashOf, readIfThere } from './stamp.mjs';

const sources = [
  'src',
  'public',
  'lab-files',
  'server/protocol',
  'server/checks',
  'server/bundle',
  'astro.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];
const site = path.join(root, 'dist');
const stampFile = path.join(keep, 'site.stamp');

/** Builds the site when its sources changed. The build goes beside and is swapped in whole, so that half a build never counts. */
export async function buildSite(node, env) {
  const wanted = await hashOf(root, sources);
  if (await isCurrent(wanted)) return;
  await withSetupLock(async () => {
    if (await isCurrent(wanted)) return;
    await step('Собираю сайт', async () => {
      const fresh = path.join(keep, `site.${process.pid}`);
      const old = `${fresh}.old`;
      await mkdir(keep, { recursive: true });
      try {
        await runQuietly(node, [path.join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', fresh], {
          cwd: root,
          env: { ...env, ASTRO_TELEMETRY_DISABLED: '1' },
          hint: 'Если сборка сломана вашей правкой, исправьте её; иначе удалите node_modules и повторите.',
        });
        await rm(stampFile, { force: true });
        if (existsSync(site)) await rename(site, old);
        await rename(fresh, site);
        await writeFile(stampFile, wanted);
      } finally {
        await rm(fresh, { recursive: true, force: true });
        await rm(old, { recursive: true, force: true });
      }
    });
  });
}

async function isCurrent(wanted) {
  return (await readIfThere(stampFile)) === wanted && existsSync(path.join(site, 'index.html'));
}
