import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReferenceFiles } from './make-reference.ts';

/** Puts a reference in the place of the one that stands in `directory`; half of one is never there. */
export async function writeReference(directory: string, files: ReferenceFiles): Promise<void> {
  const fresh = `${directory}.new`;
  const old = `${directory}.old`;
  await rm(fresh, { recursive: true, force: true });
  for (const [name, text] of files) {
    const file = path.join(fresh, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await rm(old, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await rename(directory, old);
  await rename(fresh, directory);
  await rm(old, { recursive: true, force: true });
}
