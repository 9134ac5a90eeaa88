import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import type { ManifestFile } from '#bundle/manifest.ts';
import type { PackedFile } from '#bundle/zip-writer.ts';
import { createTurns } from './turns.ts';

/** A file that is to be put into a report. */
export type FileToPack = { readonly path: string; readonly content: string | Uint8Array };

/** A file as it goes into the archive, and what the manifest says of it. */
export type Packed = { readonly file: PackedFile; readonly vouched: ManifestFile };

// zlib works on threads of its own, so that nothing waits for it.
const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);
const slice = 1_048_576;
/** Compressed already. */
const packedAlready = /\.png$/;

/** Packs a file and sums it up. */
export async function packFile({ path, content }: FileToPack): Promise<Packed> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { sha256, crc } = await sumUp(bytes);
  const common = { path, crc, size: bytes.length };
  const vouched = { path, bytes: bytes.length, sha256 };
  const packed = packedAlready.test(path) || bytes.length === 0 ? bytes : await deflate(bytes, { level: 6 });
  if (packed.length >= bytes.length) return { file: { ...common, bytes, method: 'stored' }, vouched };
  return { file: { ...common, bytes: packed, method: 'deflated' }, vouched };
}

/** A file of the archive that stands as it is. */
export function storeFile(path: string, content: string): PackedFile {
  const bytes = Buffer.from(content);
  return { path, bytes, method: 'stored', crc: crc32(bytes), size: bytes.length };
}

/** SHA-256 and CRC-32, slice by slice. */
async function sumUp(bytes: Uint8Array): Promise<{ readonly sha256: string; readonly crc: number }> {
  const takeTurns = createTurns();
  const hash = createHash('sha256');
  let crc = 0;
  for (let from = 0; from < bytes.length; from += slice) {
    const part = bytes.subarray(from, from + slice);
    hash.update(part);
    crc = crc32(part, crc);
    await takeTurns();
  }
  return { sha256: hash.digest('hex'), crc };
}
