import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseOptionalString, parseRecord, type UnknownRecord } from '#protocol/parse.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The two trees that npm installs: the lab's own, and the Node that it brings where a machine's is older. */
const trees = ['.', 'server/setup/node-24'] as const;

/** What a licence must be to come into the project, and why the unusual ones may. */
const licences = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  // Fonts.
  'OFL-1.1',
  // Used as it stands, its own files unchanged: lightningcss, resvg, axe-core.
  'MPL-2.0',
  // libvips beneath Astro's image tools: a shared library of its own, at build time only.
  'LGPL-3.0-or-later',
  // npm itself and two of its word lists, beside the Node that is brought.
  'Artistic-2.0',
  'CC-BY-3.0',
]);

/** Packages that name their licence in the old way, which the lock file does not take over. */
const oldStyle: Readonly<Record<string, string>> = {
  'node_modules/ssh2': 'MIT',
  'node_modules/cpu-features': 'MIT',
  'node_modules/buildcheck': 'MIT',
  'node_modules/npm/node_modules/qrcode-terminal': 'Apache-2.0',
};

/** Packages with an install script, and why they work without it: none is ever run. */
const installScripts: Readonly<Record<string, string>> = {
  'node_modules/esbuild': 'saves one process at each start; the binary comes as a package of its own',
  'node_modules/protobufjs': 'warns of version ranges',
  'node_modules/ssh2': 'builds faster ciphers for Docker over SSH; it has slower ones',
  'node_modules/cpu-features': 'is optional for ssh2',
};

async function readJson(file: string): Promise<UnknownRecord> {
  return parseRecord(JSON.parse(await readFile(path.join(root, file), 'utf8')), file);
}

async function lockedPackages(tree: string): Promise<readonly (readonly [string, UnknownRecord])[]> {
  const { packages } = await readJson(path.join(tree, 'package-lock.json'));
  const entries = Object.entries(parseRecord(packages, 'packages'));
  return entries.flatMap(([place, entry]) => (place === '' ? [] : [[place, parseRecord(entry, place)] as const]));
}

describe.each(trees)('the dependencies in %s', (tree) => {
  test('are pinned to one version each', async () => {
    const manifest = await readJson(path.join(tree, 'package.json'));
    const wanted = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.entries(parseRecord(manifest[kind] ?? {}, kind)).map(([name, version]) => `${name} ${String(version)}`),
    );
    expect(wanted).not.toEqual([]);
    expect(wanted.filter((line) => !/^\S+ (?:npm:(?:@[\w-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('come from the registry, each with the hash of its archive', async () => {
    const bare = (await lockedPackages(tree)).filter(([, entry]) => {
      const isInAnother = entry.inBundle === true;
      const hasHash = /^sha512-[\w+/]{86}==$/.test(parseOptionalString(entry.integrity, 'integrity') ?? '');
      return entry.link === true || entry.resolved !== undefined || !(hasHash || isInAnother);
    });
    expect(bare.map(([place]) => place)).toEqual([]);
  });

  test('run no script when they are installed', async () => {
    const scripted = (await lockedPackages(tree)).filter(([, entry]) => entry.hasInstallScript === true);
    expect(scripted.map(([place]) => place).filter((place) => installScripts[place] === undefined)).toEqual([]);
    expect(await readFile(path.join(root, tree, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  test('have licences that the project can live with', async () => {
    const unknown = (await lockedPackages(tree)).flatMap(([place, entry]) => {
      const licence = parseOptionalString(entry.license, 'license') ?? oldStyle[place] ?? 'none';
      const parts = licence.replaceAll(/[()]/g, '').split(' AND ');
      // Of several to choose from one is enough.
      return parts.every((part) => part.split(' OR ').some((choice) => licences.has(choice)))
        ? []
        : [`${place}: ${licence}`];
    });
    expect(unknown).toEqual([]);
  });
});

test('every exception names a package that is still there', async () => {
  const places = new Set((await Promise.all(trees.map(lockedPackages))).flat().map(([place]) => place));
  expect([...Object.keys(installScripts), ...Object.keys(oldStyle)].filter((place) => !places.has(place))).toEqual([]);
});

test('the bootstrap installs without scripts, whatever the user’s own settings are', async () => {
  for (const file of ['dependencies.mjs', 'node-24.mjs']) {
    const text = await readFile(path.join(root, 'server/setup/bootstrap', file), 'utf8');
    expect(text).toContain("['ci', '--ignore-scripts',");
  }
});
