import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A hash over files and folders: names and contents, in a fixed order; what is absent counts as absent. */
export async function hashOf(base, entries) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const file of await filesUnder(path.join(base, entry))) {
      const contents = await readFile(file);
      hash.update(`${path.relative(base, file)}\0${contents.length}\0`).update(contents);
    }
  }
  return hash.digest('hex');
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function filesUnder(entry) {
  let children;
  try {
    children = await readdir(entry, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') return [entry];
    throw error;
  }
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  const nested = await Promise.all(
    children.map((child) => {
      const file = path.join(entry, child.name);
      return child.isDirectory() ? filesUnder(file) : [file];
    }),
  );
  return nested.flat();
}
