import { getPublicKey, hashes, sign, verify } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

// The library's way of getting its hash: a page that is opened from a disk has no WebCrypto to take it from.
hashes.sha512 = sha512;

export const secretLength = 32;
export const publicLength = 32;
export const signatureLength = 64;

/** The public key of a secret one. */
export function publicKeyOf(secret: Uint8Array): Uint8Array {
  return getPublicKey(secret);
}

/** Signs bytes. */
export function signBytes(secret: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(message, secret);
}

/** Whether a signature is that of these bytes; by the strict rules of RFC 8032, so that no second form of it passes. */
export function isSignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== signatureLength || publicKey.length !== publicLength) return false;
  return verify(signature, message, publicKey, { zip215: false });
}

/** A short name of a key for people: the beginning of its SHA-256. */
export function keyIdOf(publicKey: Uint8Array): string {
  return bytesToHex(sha256(publicKey)).slice(0, 16);
}
