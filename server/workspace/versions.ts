import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { writeDurably } from '../write-durably.ts';
import { hashOf } from './text.ts';

/** The texts that the files of a workspace had, by their hashes: the journal's `file-saved` names them. */
export type Versions = {
  /** What the lab's files were when the run began: hashes by path. */
  readonly initial: ReadonlyMap<string, string>;
  /** Keeps a text; it is on disk when this settles. */
  keep(text: string): Promise<void>;
  /** A kept text; null when it was never kept, or is no longer. */
  text(hash: string): Promise<string | null>;
};

export type VersionsOptions = {
  readonly dir: string;
  /** The lab's files as they are copied into a new workspace. */
  readonly originals: ReadonlyMap<string, string>;
  /** What the lab's steps change them to. */
  readonly proposed: ReadonlyMap<string, string>;
  /** Whether a file has this text now: such a text is never given up. */
  readonly isCurrent: (hash: string) => boolean;
  readonly limits?: { readonly bytes: number; readonly texts: number };
};

/** A student saves some dozens of versions; a program that writes a file again and again must not fill the disk. */
const defaultLimits = { bytes: 16 * 1_048_576, texts: 1_000 };
const initialFile = 'initial.json';
const hashName = /^[0-9a-f]{64}$/;

/** Opens the folder of a workspace's versions, or begins it with the originals. */
export async function openVersions(options: VersionsOptions): Promise<Versions> {
  const { dir, originals, proposed, isCurrent, limits = defaultLimits } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  /** Bytes of each kept text, the oldest first. */
  const kept = await readKept(dir);
  let bytes = [...kept.values()].reduce((sum, size) => sum + size, 0);
  const initial = await readInitial(dir);
  const begun = initial ?? new Map([...originals].map(([path, text]) => [path, hashOf(text)]));
  const published = new Set([...begun.values(), ...[...originals.values(), ...proposed.values()].map(hashOf)]);

  async function makeRoom(): Promise<void> {
    for (const [hash, size] of kept) {
      if (bytes <= limits.bytes && kept.size <= limits.texts) return;
      if (published.has(hash) || isCurrent(hash)) continue;
      await rm(join(dir, hash), { force: true });
      kept.delete(hash);
      bytes -= size;
    }
  }

  async function keep(text: string): Promise<void> {
    const hash = hashOf(text);
    if (kept.has(hash)) return;
    const content = Buffer.from(text);
    await writeDurably(join(dir, hash), content);
    await makeRoom();
    kept.set(hash, content.length);
    bytes += content.length;
  }

  for (const text of [...originals.values(), ...proposed.values()]) await keep(text);
  if (initial === null) await writeDurably(join(dir, initialFile), JSON.stringify(Object.fromEntries(begun)));

  return {
    initial: begun,
    keep,
    async text(hash) {
      if (!kept.has(hash)) return null;
      const text = await readFile(join(dir, hash), 'utf8');
      if (hashOf(text) === hash) return text;
      // A disk has spoiled it: when a file has this text again, it is kept anew.
      kept.delete(hash);
      return null;
    },
  };
}

async function readKept(dir: string): Promise<Map<string, number>> {
  const found: { readonly name: string; readonly size: number; readonly at: number }[] = [];
  for (const name of await readdir(dir)) {
    if (name.endsWith('.new')) await rm(join(dir, name), { force: true });
    if (!hashName.test(name)) continue;
    const { size, mtimeMs } = await stat(join(dir, name));
    found.push({ name, size, at: mtimeMs });
  }
  found.sort((one, other) => one.at - other.at);
  return new Map(found.map(({ name, size }) => [name, size]));
}

async function readInitial(dir: string): Promise<Map<string, string> | null> {
  try {
    const raw = parseRecord(JSON.parse(await readFile(join(dir, initialFile), 'utf8')), initialFile);
    return new Map(Object.entries(raw).map(([path, hash]) => [path, parseString(hash, path, 64)]));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
