import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from './text.ts';

/** The lab's own files: as they come, and as a step proposes them. */
export type Originals = {
  readonly texts: ReadonlyMap<string, string>;
  readonly proposed: ReadonlyMap<string, string>;
};

// It speaks about the folder; it is not a part of the stack.
const leftOut = new Set(['README.md', 'README.ru.md']);

async function readFolder(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !leftOut.has(entry.name)).map((entry) => entry.name);
  const texts = new Map<string, string>();
  for (const name of names.sort()) texts.set(name, decodeText(await readFile(join(folder, name)), name));
  return texts;
}

/** Reads `lab-files/`: its files, and under `stages/<name>/` the texts that later steps propose (the last stage wins). */
export async function readOriginals(folder: string): Promise<Originals> {
  const texts = await readFolder(folder);
  const proposed = new Map<string, string>();
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isDirectory() && entry.name === 'stages')) {
    const stages = (await readdir(join(folder, 'stages'), { withFileTypes: true })).filter((stage) =>
      stage.isDirectory(),
    );
    for (const { name } of stages.sort((one, other) => one.name.localeCompare(other.name, 'en'))) {
      for (const [path, text] of await readFolder(join(folder, 'stages', name))) proposed.set(path, text);
    }
  }
  return { texts, proposed };
}
