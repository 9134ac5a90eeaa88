import { utf8ToBytes } from '@noble/hashes/utils.js';

/** A file of an archive as its headers describe it. */
export type ZipEntry = {
  readonly path: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, and bytes unpacked. */
  readonly packed: number;
  readonly size: number;
  /** When it was written, as MS-DOS has it. */
  readonly time: number;
  /** Where its local header begins. */
  readonly offset: number;
};

export const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
export const headerLengths = { local: 30, central: 46, end: 22 } as const;

const version = 20;
/** Made on Unix, so that unpacked files get the usual rights. */
const madeBy = (3 << 8) | version;
const utf8Names = 1 << 11;
const plainFile = (0o100644 << 16) >>> 0;

/** The moment as MS-DOS has it, in UTC: an archive is the same wherever it is made. */
export function toDosTime(at: number): number {
  const date = new Date(at);
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2107);
  const day = ((year - 1980) << 25) | ((date.getUTCMonth() + 1) << 21) | (date.getUTCDate() << 16);
  const second = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return (day | second) >>> 0;
}

/** The header that stands before a file's bytes. */
export function localHeader(entry: ZipEntry): Uint8Array {
  const path = utf8ToBytes(entry.path);
  const bytes = new Uint8Array(headerLengths.local + path.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signatures.local, true);
  view.setUint16(4, version, true);
  writeCommon(view, 6, entry, path.length);
  bytes.set(path, headerLengths.local);
  return bytes;
}

/** The list of all files, and the end of the archive. */
export function archiveEnd(entries: readonly ZipEntry[], begins: number): Uint8Array {
  const paths = entries.map(({ path }) => utf8ToBytes(path));
  const directory = paths.reduce((sum, path) => sum + headerLengths.central + path.length, 0);
  const bytes = new Uint8Array(directory + headerLengths.end);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [index, entry] of entries.entries()) {
    const path = paths[index] ?? new Uint8Array();
    view.setUint32(at, signatures.central, true);
    view.setUint16(at + 4, madeBy, true);
    view.setUint16(at + 6, version, true);
    writeCommon(view, at + 8, entry, path.length);
    view.setUint32(at + 38, plainFile, true);
    view.setUint32(at + 42, entry.offset, true);
    bytes.set(path, at + headerLengths.central);
    at += headerLengths.central + path.length;
  }
  view.setUint32(at, signatures.end, true);
  view.setUint16(at + 8, entries.length, true);
  view.setUint16(at + 10, entries.length, true);
  view.setUint32(at + 12, directory, true);
  view.setUint32(at + 16, begins, true);
  return bytes;
}

/** What both headers of a file say, from the flags on. */
function writeCommon(view: DataView, at: number, entry: ZipEntry, pathLength: number): void {
  view.setUint16(at, utf8Names, true);
  view.setUint16(at + 2, entry.method, true);
  view.setUint32(at + 4, entry.time, true);
  view.setUint32(at + 8, entry.crc, true);
  view.setUint32(at + 12, entry.packed, true);
  view.setUint32(at + 16, entry.size, true);
  view.setUint16(at + 20, pathLength, true);
}
