import { openArchive } from '#bundle/archive.ts';
import { pack, store, zipOf } from './build-report.ts';

const most = 1 << 28;

/** The same archive with one file changed: without a key, a forger can do no more. Null removes the file. */
export function changeFile(
  bytes: Uint8Array,
  path: string,
  change: (content: Buffer) => string | Uint8Array | null,
): Uint8Array {
  const archive = openArchive(bytes);
  return zipOf(
    archive.paths.flatMap((name) => {
      const content = archive.read(name, most);
      const changed = name === path ? change(Buffer.from(content)) : content;
      if (changed === null) return [];
      return [name.endsWith('.sig') || name.endsWith('.png') ? store(name, changed) : pack(name, changed)];
    }),
  );
}

/** The same archive with one bit the other way round. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/** Changes a text line by line. */
export function changeLines(change: (lines: string[]) => string[]): (content: Buffer) => string {
  return (content) => {
    const lines = change(content.toString('utf8').split('\n').slice(0, -1));
    return lines.map((line) => `${line}\n`).join('');
  };
}
