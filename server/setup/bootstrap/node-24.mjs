import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { withSetupLock } from './lock.mjs';
import { keep, root } from './place.mjs';
import { npm, ownNpm } from './processes.mjs';
import { BootstrapError, step } from './progress.mjs';
import { hashOf } from './stamp.mjs';

const NEEDED = 24;
const pins = path.join(root, 'server/setup/node-24');

/**
 * A Node that runs the site, and its npm: this one, or the pinned ones that npm brings into .lab/.
 * npm's package `node` fetches its binary by an install script; the per-platform packages behind it
 * are plain archives, so they come pinned and checked by the lock file, without running anything.
 * The npm comes along because an old Node's npm leaves out optional packages that want a newer Node.
 */
export async function bringNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
    return { node: process.execPath, npmScript: ownNpm(), path: [path.dirname(process.execPath)] };
  }
  const version = (await hashOf(pins, ['package-lock.json'])).slice(0, 12);
  const home = path.join(keep, `node-${version}`);
  const node = (await findBinary(home)) ?? (await withSetupLock(async () => (await findBinary(home)) ?? install(home)));
  return {
    node,
    npmScript: path.join(home, 'node_modules/npm/bin/npm-cli.js'),
    path: [path.join(home, 'node_modules/.bin'), path.dirname(node)],
  };
}

async function install(home) {
  const hint = `Поставьте Node ${NEEDED} или новее с https://nodejs.org и повторите.`;
  await step(`Ставлю Node ${NEEDED} для лаборатории (у машины ${process.versions.node})`, async () => {
    const partial = `${home}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      await cp(path.join(pins, name), path.join(partial, name));
    await npm(
      { node: process.execPath, npmScript: ownNpm() },
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: partial, hint },
    );
    await rm(home, { recursive: true, force: true });
    await rename(partial, home);
  });
  const binary = await findBinary(home);
  if (binary === undefined) {
    throw new BootstrapError(`Для ${process.platform} ${process.arch} готового Node ${NEEDED} в npm нет.`, hint);
  }
  return binary;
}

async function findBinary(home) {
  let packages;
  try {
    packages = await readdir(path.join(home, 'node_modules'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const name = packages.find((entry) => entry.startsWith('node-'));
  if (name === undefined) return undefined;
  const binary = path.join(home, 'node_modules', name, 'bin/node');
  return existsSync(binary) ? binary : undefined;
}
