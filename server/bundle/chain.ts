import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** An event as the chain sees it: `body` is its JSON exactly as it is stored, which is never written anew. */
export type Link = {
  /** 16 random bytes: without them nobody can try out what a hidden event said. */
  readonly salt: Uint8Array;
  readonly seq: number;
  /** Milliseconds since the epoch, whole. */
  readonly at: number;
  readonly body: string;
};

export const hashLength = 32;
export const saltLength = 16;

const seqOffset = hashLength + saltLength;
const atOffset = seqOffset + 8;
const bodyOffset = atOffset + 8;

/** What stands in the place of a hash before the first event. */
export function chainStart(): Uint8Array {
  return new Uint8Array(hashLength);
}

/**
 * The hash of an event:
 * `SHA-256(previous hash, 32 bytes ‖ salt, 16 bytes ‖ seq ‖ at ‖ body)`, where `seq` and `at` are 8 bytes each,
 * unsigned, the most significant byte first, and `body` is the UTF-8 of the stored JSON.
 */
export function hashLink(previous: Uint8Array, { salt, seq, at, body }: Link): Uint8Array {
  const text = utf8ToBytes(body);
  const bytes = new Uint8Array(bodyOffset + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set(previous, 0);
  bytes.set(salt, hashLength);
  setUint64(view, seqOffset, seq);
  setUint64(view, atOffset, at);
  bytes.set(text, bodyOffset);
  return sha256(bytes);
}

function setUint64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, Math.floor(value / 2 ** 32));
  view.setUint32(offset + 4, value % 2 ** 32);
}
