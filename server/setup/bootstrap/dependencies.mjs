import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withSetupLock } from './lock.mjs';
import { root } from './place.mjs';
import { npm } from './processes.mjs';
import { step } from './progress.mjs';
import { hashOf, readIfThere } from './stamp.mjs';

const stampFile = path.join(root, 'node_modules/.ha-postgres-lab');

/** Brings the pinned dependencies when they are missing or are not those of package-lock.json. */
export async function bringDependencies(runtime) {
  const wanted = await hashOf(root, ['package-lock.json']);
  if (await isCurrent(wanted)) return;
  await withSetupLock(async () => {
    if (await isCurrent(wanted)) return;
    await step('Ставлю зависимости (npm ci)', () =>
      npm(runtime, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: root,
        env: runtime.env,
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
    ([place, entry]) =>
      place === '' ||
      (installed[place] === undefined ? mayBeAbsent(entry) : installed[place].version === entry.version),
  );
}

/** Optional packages of other platforms are absent rightly; one of this platform is absent when an old npm left it out. */
function mayBeAbsent({ optional, os, cpu, libc }) {
  if (optional !== true) return false;
  if (os === undefined && cpu === undefined) return true;
  return !(allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, libcOfThisMachine()));
}

/** npm's lists: names that are allowed, or `!name` for all but that one. */
function allows(list, value) {
  if (list === undefined) return true;
  const names = [list].flat();
  return names.includes(value) || (names.every((name) => name.startsWith('!')) && !names.includes(`!${value}`));
}

function libcOfThisMachine() {
  if (process.platform !== 'linux') return undefined;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

function packagesOf(text) {
  return text === undefined ? undefined : JSON.parse(text).packages;
}
