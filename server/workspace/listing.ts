import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { inFolder, unlikePlain, type Walk } from './beneath.ts';
import { maxFileBytes } from './file-errors.ts';
import { parseNames, type PathNames } from './path.ts';

/** A plain file of the workspace; its `signature` changes when its content may have. */
export type Found = { readonly path: string; readonly names: PathNames; readonly signature: string | null };

const maxFiles = 200;
const maxEntries = 2_000;
const maxDepth = 3;
const skippedFolders = new Set(['node_modules', '__pycache__']);
// The clock of a disk ticks in steps: two changes in one step look alike.
const diskClockStep = 100;

/** What tells one state of a file from another without reading it, or null while that cannot be trusted yet. */
export function signatureOf(stats: BigIntStats): string | null {
  const age = Date.now() - Number(stats.ctimeMs);
  return age < diskClockStep ? null : `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
}

function isSane(names: readonly string[]): boolean {
  try {
    parseNames(names);
    return true;
  } catch (error) {
    if (error instanceof LabError) return false;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

async function statOrGone(place: string): Promise<BigIntStats | null> {
  try {
    return await lstat(place, { bigint: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Lists the plain files below `root` that have sane names and a bearable size: at most 200, in four levels. */
export async function listFiles(root: string, walk: Walk): Promise<Found[]> {
  const found: Found[] = [];
  let entriesLeft = maxEntries;

  async function look(entry: Dirent, above: readonly string[], children: string, next: string[][]): Promise<void> {
    const names = [...above, entry.name];
    if (!isSane(names)) return;
    if (entry.isDirectory()) {
      const skipped = entry.name.startsWith('.') || skippedFolders.has(entry.name);
      if (!skipped && names.length <= maxDepth) next.push(names);
    } else if (entry.isFile()) {
      const stats = await statOrGone(join(children, entry.name));
      if (stats === null || unlikePlain(stats) !== null || stats.size > BigInt(maxFileBytes)) return;
      found.push({ path: names.join('/'), names: parseNames(names), signature: signatureOf(stats) });
    }
  }

  async function visit(above: readonly string[]): Promise<string[][]> {
    const next: string[][] = [];
    await inFolder(root, above, { walk, makeMissing: false }, async ({ children }) => {
      const entries = await readdir(children, { withFileTypes: true });
      for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
        entriesLeft -= 1;
        if (entriesLeft < 0 || found.length >= maxFiles) return;
        await look(entry, above, children, next);
      }
    });
    return next;
  }

  const folders: string[][] = [[]];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    try {
      folders.push(...(await visit(folder)));
    } catch (error) {
      // Removed, replaced or closed to us since it was listed: then it has no files for us.
      if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES')) throw error;
    }
  }
  return found;
}
