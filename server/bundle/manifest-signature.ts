import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { ParseError, parseInteger, parseOneOf, parseRecord, parseString } from '#protocol/parse.ts';
import { isSignature, keyIdOf, publicKeyOf, signBytes } from './ed25519.ts';
import { parseHex } from './hex.ts';
import { parseJson } from './json.ts';

/** Whose key signed: this machine's own, or that of a workshop's host. */
export type KeyKind = 'installation' | 'workshop';

/** What `run/manifest.sig` says. */
export type ManifestSignature = {
  readonly format: 1;
  /** A short name of the key; see `keyIdOf`. */
  readonly key: string;
  readonly kind: KeyKind;
  /** Hexadecimal. */
  readonly publicKey: string;
  /** Over the exact bytes of `run/manifest.json`, hexadecimal. */
  readonly signature: string;
  /** Over the SHA-256 of the archive before this file, hexadecimal: see `sealOf`. */
  readonly seal: string;
};

/** Signs a manifest and the archive that stands before its signature. */
export function signManifest(
  key: { readonly secret: Uint8Array; readonly kind: KeyKind },
  manifest: Uint8Array,
  archive: Uint8Array,
): ManifestSignature {
  const publicKey = publicKeyOf(key.secret);
  return {
    format: 1,
    key: keyIdOf(publicKey),
    kind: key.kind,
    publicKey: bytesToHex(publicKey),
    signature: bytesToHex(signBytes(key.secret, manifest)),
    seal: bytesToHex(signBytes(key.secret, sealOf(archive))),
  };
}

/** Whether the manifest is the one that was signed. */
export function isManifestSigned({ signature, publicKey }: ManifestSignature, manifest: Uint8Array): boolean {
  return isSignature(hexToBytes(signature), manifest, hexToBytes(publicKey));
}

/** Whether the archive, of which this is the SHA-256, is the one that was signed. */
export function isSealed({ seal, publicKey }: ManifestSignature, archive: Uint8Array): boolean {
  return isSignature(hexToBytes(seal), sealOf(archive), hexToBytes(publicKey));
}

function sealOf(archive: Uint8Array): Uint8Array {
  return utf8ToBytes(`ha-postgres-lab archive 1\n${bytesToHex(archive)}\n`);
}

/** Writes `run/manifest.sig`. */
export function formatManifestSignature(signature: ManifestSignature): string {
  const { format, key, kind, publicKey, signature: over, seal } = signature;
  return `${JSON.stringify({ format, key, kind, publicKey, signature: over, seal })}\n`;
}

/**
 * Reads `run/manifest.sig`; it has exactly one form, so that no byte of it can be another.
 * @throws ParseError
 */
export function parseManifestSignature(text: string): ManifestSignature {
  const raw = parseRecord(parseJson(text, 'signature'), 'signature');
  parseInteger(raw.format, 'format', 1, 1);
  const signature: ManifestSignature = {
    format: 1,
    key: parseString(raw.key, 'key', 64),
    kind: parseOneOf(raw.kind, 'kind', ['installation', 'workshop']),
    publicKey: parseHex(raw.publicKey, 'publicKey', 32),
    signature: parseHex(raw.signature, 'signature', 64),
    seal: parseHex(raw.seal, 'seal', 64),
  };
  if (signature.key !== keyIdOf(hexToBytes(signature.publicKey))) throw new ParseError('key', 'the name of the key');
  if (formatManifestSignature(signature) !== text)
    throw new ParseError('signature', 'the form in which it was written');
  return signature;
}
