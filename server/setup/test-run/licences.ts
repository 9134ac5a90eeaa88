import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import type { Tally } from './tally.ts';

/** The licences under which others' work may stand in ours or beside it; a package under another one is a failure. */
const accepted = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'MPL-2.0',
  'OFL-1.1',
  // A library that is loaded, and not part of what we hand on.
  'LGPL-3.0-or-later',
]);

/** The licences of all dependencies: a line each with the number of its packages, and the packages that have none of ours. */
export type Licences = { readonly lines: readonly string[]; readonly tally: Tally };

/** Reads the licences from the lock file; where it has none, from the package itself. */
export async function readLicences(root: string): Promise<Licences> {
  const lock = parseRecord(
    JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')),
    'package-lock.json',
  );
  const byLicence = new Map<string, string[]>();
  for (const [place, value] of Object.entries(parseRecord(lock.packages, 'packages'))) {
    if (place === '') continue;
    const { license, link, optional } = parseRecord(value, place);
    if (link === true) continue;
    const licence = typeof license === 'string' ? license : await inPackage(path.join(root, place, 'package.json'));
    // It is for another machine, and not on this one.
    if (licence === null && optional === true) continue;
    const name = licence ?? 'не названа';
    byLicence.set(name, [...(byLicence.get(name) ?? []), place.replace(/^.*node_modules\//, '')]);
  }
  const all = [...byLicence].toSorted(([, one], [, other]) => other.length - one.length);
  const failures = all.flatMap(([licence, packages]) =>
    isAccepted(licence) ? [] : packages.map((name) => `лицензия пакета ${name}: ${licence}`),
  );
  return {
    lines: all.map(([licence, packages]) => `${licence}: ${packages.length}${few(packages)}`),
    tally: { passed: failures.length === 0 ? 1 : 0, failures },
  };
}

/** An expression that leaves a choice is read as if all of it had to hold. */
function isAccepted(licence: string): boolean {
  return licence.split(/ (?:AND|OR) /).every((part) => accepted.has(part.replaceAll(/[()]/g, '')));
}

/** Older packages tell a list of licences; null where the package is not installed or tells none. */
async function inPackage(file: string): Promise<string | null> {
  try {
    const { licenses } = parseRecord(JSON.parse(await readFile(file, 'utf8')), file);
    const types = Array.isArray(licenses) ? licenses : [];
    return types.map((each) => parseString(parseRecord(each, file).type, file)).join(' AND ') || null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function few(packages: readonly string[]): string {
  return packages.length > 5 ? '' : ` (${packages.join(', ')})`;
}
