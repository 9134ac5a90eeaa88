import { open, readFile, rename } from 'node:fs/promises';
import { parseList, parseString } from '#protocol/parse.ts';

/** The texts that were taken out of a run's recordings: kept beside them, for what was shown is also in its journal. */
export type RedactedTexts = {
  readonly all: () => readonly string[];
  /** They are on disk when this settles. */
  add(texts: readonly string[]): Promise<void>;
};

const mode = 0o600;
const maxTexts = 1_000;

/** Opens the list, or begins it. */
export async function openRedactedTexts(file: string): Promise<RedactedTexts> {
  const texts = new Set(await readTexts(file));
  return {
    all: () => [...texts],
    add: async (wanted) => {
      const fresh = wanted.filter((text) => !texts.has(text));
      if (fresh.length === 0) return;
      for (const text of fresh) texts.add(text);
      const draft = `${file}.new`;
      {
        await using handle = await open(draft, 'w', mode);
        await handle.chmod(mode);
        await handle.writeFile(JSON.stringify([...texts].slice(-maxTexts)));
        await handle.sync();
      }
      await rename(draft, file);
    },
  };
}

async function readTexts(file: string): Promise<string[]> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return parseList(value, 'redacted', (text, path) => parseString(text, path), maxTexts);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
