import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withSetupLock } from './lock.mjs';
import { root } from './place.mjs';
import { npm } from './processes.mjs';
import { step } from './progress.mjs';
import { hashOf, readIfThere } from './stamp.mjs';

const stampFile = path.join(root, 'node_modules/.ha-postgres-lab');

/** Brings the pinned dependencies when they are missing or are not those of package-lock.json. */
export async function bringDependencies() {
  const wanted = await hashOf(root, ['package-lock.json']);
  if (await isCurrent(wanted)) return;
  await withSetupLock(async () => {
    if (await isCurrent(wanted)) return;
    await step('Ставлю зависимости (npm ci)', () =>
      npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: root,
        hint: 'Нужен доступ к реестру npm. За прокси помогают npm_config_registry и npm_config_cafile; затем повторите.',
      }),
    );
    await writeFile(stampFile, wanted);
  });
}

async function isCurrent(wanted) {
  if ((await readIfThere(stampFile)) === wanted) return true;
  // A person may have run `npm ci` or `npm install`: npm's own list of what it installed says so.
  const installed = packagesOf(await readIfThere(path.join(root, 'node_modules/.package-lock.json')));
  const locked = packagesOf(await readIfThere(path.join(root, 'package-lock.json')));
  if (installed === undefined || locked === undefined) return false;
  return Object.entries(locked).every(
    ([place, { version, optional }]) =>
      place === '' || (installed[place] === undefined ? optional === true : installed[place].version === version),
  );
}

function packagesOf(text) {
  return text === undefined ? undefined : JSON.parse(text).packages;
}
