import { sha256 } from '@noble/hashes/sha2.js';
import { damaged, tooMuch } from './bundle-error.ts';
import { inflate } from './inflate.ts';
import { bundleLimits } from './limits.ts';
import { readDirectory, type FoundEntry } from './zip-directory.ts';
import { archiveEnd, localHeader } from './zip-format.ts';
import { crc32 } from './crc32.ts';

/** An archive whose list of files was read and found harmless; a file is unpacked when it is asked for. */
export type Archive = {
  readonly paths: readonly string[];
  readonly has: (path: string) => boolean;
  /**
   * The bytes of a file.
   * @throws BundleError when there is none, it is larger than `most`, or it does not unpack
   */
  readonly read: (path: string, most: number) => Uint8Array;
  /**
   * SHA-256 of everything before the last file; null when the archive is not built as the lab builds one, byte by byte,
   * with `last` at its end.
   */
  readonly seal: (last: string) => Uint8Array | null;
};

/**
 * Opens an archive.
 * @throws BundleError
 */
export function openArchive(bytes: Uint8Array): Archive {
  if (bytes.length > bundleLimits.archive) {
    throw tooMuch(`Архив больше ${bundleLimits.archive / 1_048_576} МБ.`);
  }
  const { entries, begins } = readDirectory(bytes);
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const packed = ({ bytesBegin, packed }: FoundEntry) => bytes.subarray(bytesBegin, bytesBegin + packed);

  return {
    paths: entries.map(({ path }) => path),
    has: (path) => byPath.has(path),
    read(path, most) {
      const entry = byPath.get(path);
      if (entry === undefined) throw damaged(`В архиве нет файла ${path}.`);
      if (entry.size > most) throw tooMuch(`Файл ${path} больше ${Math.floor(most / 1_024)} КиБ.`);
      return entry.method === 0 ? packed(entry) : inflate(packed(entry), entry.size, path);
    },
    seal(last) {
      const final = byPath.get(last);
      if (final === undefined || final !== entries.at(-1) || final.method !== 0) return null;
      let end = 0;
      for (const entry of entries) {
        const header = bytes.subarray(entry.offset, entry.bytesBegin);
        if (entry.offset !== end || entry.time !== final.time || !isSame(header, localHeader(entry))) return null;
        end = entry.bytesBegin + entry.packed;
      }
      const isCanonical =
        end === begins && final.crc === crc32(packed(final)) && isSame(bytes.subarray(end), archiveEnd(entries, end));
      return isCanonical ? sha256(bytes.subarray(0, final.offset)) : null;
    },
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
