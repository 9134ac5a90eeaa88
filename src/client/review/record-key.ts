import type { Bundle } from '#bundle/bundle.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * What grades of a report are kept under: its run and the hash of its manifest, which vouches for all the rest.
 * Where the manifest and the rest don't agree, any file could hide behind the same manifest: then its bytes are in it too.
 */
export function recordKey({ manifest, integrity }: Bundle, bytes: Uint8Array): string {
  const words = utf8ToBytes(JSON.stringify(manifest));
  const whole = integrity.state === 'intact' ? [] : [sha256(bytes)];
  const hash = sha256.create().update(words);
  for (const part of whole) hash.update(part);
  return `${manifest.run.slice(0, 128)}:${bytesToHex(hash.digest())}`;
}
