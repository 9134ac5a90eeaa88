import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The ids of the commands whose output a figure of some step shows. */
export async function figuredCommands(stepsDirectory: string): Promise<ReadonlySet<string>> {
  const names = (await readdir(stepsDirectory)).filter((name) => name.endsWith('.mdx'));
  const texts = await Promise.all(names.map((name) => readFile(path.join(stepsDirectory, name), 'utf8')));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/<Figure\b[^>]*?\bof="([^"]+)"/g)].map(([, id = '']) => id)),
  );
}
