import { constants } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import type { ShellPlace } from '../terminal/tape.ts';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';

/** What a recording holds when its file has this size. */
export type Reached = { readonly size: number; readonly place: ShellPlace | null };

/** Says beside a recording how far it is on disk, so that a server after a crash goes on at the byte. */
export type PlaceFile = AsyncDisposable & {
  /** Called before the recording changes from one to the other: whichever its size is then, it is known what it holds. */
  expect(before: Reached, after: Reached): Promise<void>;
};

/** Written in one go: a kill falls before it or after it. */
const recordBytes = 1024;

/** Opens the file that belongs to a recording. */
export function createPlaceFile(file: string): PlaceFile {
  let handle: FileHandle | null = null;
  return {
    expect: async (before, after) => {
      handle ??= await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
      await handle.write(Buffer.from(JSON.stringify({ before, after }).padEnd(recordBytes)), 0, recordBytes, 0);
    },
    [Symbol.asyncDispose]: async () => {
      await handle?.close();
    },
  };
}

/** What the file says; null when it says nothing. */
export async function readPlaceFile(
  file: string,
): Promise<{ readonly before: Reached; readonly after: Reached } | null> {
  try {
    const raw = parseRecord(JSON.parse(await readFile(file, 'utf8')), 'place');
    return { before: parseReached(raw.before, 'before'), after: parseReached(raw.after, 'after') };
  } catch {
    // There is none, or the disk was full: then it is not known what the recording holds, and a gap says so.
    return null;
  }
}

function parseReached(value: unknown, path: string): Reached {
  const raw = parseRecord(value, path);
  const place = raw.place === null ? null : parseRecord(raw.place, `${path}.place`);
  const max = Number.MAX_SAFE_INTEGER;
  return {
    size: parseInteger(raw.size, `${path}.size`, 0, max),
    place: place && {
      marker: parseString(place.marker, `${path}.marker`, 256),
      told: parseInteger(place.told, `${path}.told`, 0, max),
      marks: parseInteger(place.marks, `${path}.marks`, 0, max),
    },
  };
}
