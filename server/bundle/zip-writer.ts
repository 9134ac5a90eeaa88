import { archiveEnd, localHeader, type ZipEntry } from './zip-format.ts';

/** A file to be put into an archive; who packs it decides how. */
export type PackedFile = {
  readonly path: string;
  /** The bytes as they stand in the archive: deflated, or as they are. */
  readonly bytes: Uint8Array;
  readonly method: 'stored' | 'deflated';
  /** Of the unpacked bytes. */
  readonly crc: number;
  readonly size: number;
};

/** Puts an archive together, part by part; its bytes follow from what is put in, and from nothing else. */
export type ZipWriter = {
  /** Adds a file; gives the parts of the archive that it is. */
  add(file: PackedFile): readonly Uint8Array[];
  /** Gives the end of the archive. */
  end(): Uint8Array;
};

/** Creates a writer of archives; all files get the same time, see `toDosTime`. */
export function createZipWriter(time: number): ZipWriter {
  const entries: ZipEntry[] = [];
  let offset = 0;
  return {
    add({ path, bytes, method, crc, size }) {
      const entry = { path, method: method === 'stored' ? 0 : 8, crc, packed: bytes.length, size, time, offset };
      entries.push(entry);
      const header = localHeader(entry);
      offset += header.length + bytes.length;
      return [header, bytes];
    },
    end: () => archiveEnd(entries, offset),
  };
}
