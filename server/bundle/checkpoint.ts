import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { parseInteger, parseRecord } from '#protocol/parse.ts';
import { isSignature, publicKeyOf, signBytes } from './ed25519.ts';
import { parseHex } from './hex.ts';
import { parseJson } from './json.ts';

/** How far the chain had come at a moment, signed then: what is cut off the end of a journal later is missed. */
export type Checkpoint = {
  /** The last event that it covers, and the hash of that event, hexadecimal. */
  readonly seq: number;
  readonly hash: string;
  /** When it was signed, on the journal's clock. */
  readonly at: number;
  /** Hexadecimal. */
  readonly publicKey: string;
  readonly signature: string;
};

/** The bytes that are signed; they name the run, so that no checkpoint serves another one. */
function messageOf(run: string, { seq, hash, at }: Pick<Checkpoint, 'seq' | 'hash' | 'at'>): Uint8Array {
  return utf8ToBytes(`ha-postgres-lab checkpoint 1\n${run}\n${seq}\n${at}\n${hash}\n`);
}

/** Signs how far the chain of a run has come. */
export function signCheckpoint(
  secret: Uint8Array,
  run: string,
  place: { readonly seq: number; readonly hash: Uint8Array; readonly at: number },
): Checkpoint {
  const unsigned = { seq: place.seq, hash: bytesToHex(place.hash), at: place.at };
  const signature = bytesToHex(signBytes(secret, messageOf(run, unsigned)));
  return { ...unsigned, publicKey: bytesToHex(publicKeyOf(secret)), signature };
}

/** Whether the signature is that of the checkpoint's own key for this run. */
export function isCheckpointOf(run: string, checkpoint: Checkpoint): boolean {
  const { signature, publicKey } = checkpoint;
  return isSignature(hexToBytes(signature), messageOf(run, checkpoint), hexToBytes(publicKey));
}

/** Writes a line of `run/checkpoints.ndjson`, without a line feed. */
export function formatCheckpoint({ seq, at, hash, publicKey, signature }: Checkpoint): string {
  return JSON.stringify({ seq, at, hash, publicKey, signature });
}

/**
 * Reads a line of `run/checkpoints.ndjson`.
 * @throws ParseError
 */
export function parseCheckpoint(line: string): Checkpoint {
  const raw = parseRecord(parseJson(line, 'checkpoint'), 'checkpoint');
  return {
    seq: parseInteger(raw.seq, 'seq', 1, Number.MAX_SAFE_INTEGER),
    at: parseInteger(raw.at, 'at', 0, Number.MAX_SAFE_INTEGER),
    hash: parseHex(raw.hash, 'hash', 32),
    publicKey: parseHex(raw.publicKey, 'publicKey', 32),
    signature: parseHex(raw.signature, 'signature', 64),
  };
}
