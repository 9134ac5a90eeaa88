import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { maxFileBytes, notText, tooLarge } from './file-errors.ts';

/** The hex SHA-256 of bytes, or of a text's UTF-8. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Reads an open file from its beginning; never more than 1 MiB and a byte, however large it says it is. */
export async function readBytes(handle: FileHandle, path: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(maxFileBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  throw tooLarge(path);
}

/** Reads bytes as the text of a file; the page shows only what it can give back byte by byte. */
export function decodeText(bytes: Uint8Array, path: string): string {
  if (bytes.includes(0)) throw notText(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw notText(path);
    throw error;
  }
}

/** Turns a text into the bytes of a file. */
export function encodeText(text: string, path: string): Buffer {
  if (!text.isWellFormed() || text.includes('\0')) throw notText(path);
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > maxFileBytes) throw tooLarge(path);
  return bytes;
}
