import { keyIdOf } from './ed25519.ts';
import type { Manifest } from './manifest.ts';
import type { ManifestSignature } from './manifest-signature.ts';
import { hexToBytes } from '@noble/hashes/utils.js';

/** A key that a reviewer knows, e.g. that of their workshop. */
export type TrustedKey = {
  /** Hexadecimal. */
  readonly publicKey: string;
  readonly name: string;
  /** When it was in use, milliseconds since the epoch; null where that has no bound. */
  readonly from: number | null;
  readonly until: number | null;
};

/** Why a signature is none of those that are known; null when it is one, or when nothing is known. */
export function doubtOf(
  signature: ManifestSignature,
  { exportedAt }: Manifest,
  known: readonly TrustedKey[],
): string | null {
  if (known.length === 0) return null;
  const key = known.find(({ publicKey }) => publicKey === signature.publicKey);
  if (key === undefined) return `подписано незнакомым ключом ${keyIdOf(hexToBytes(signature.publicKey))}`;
  const isTooEarly = key.from !== null && exportedAt < key.from;
  const isTooLate = key.until !== null && exportedAt > key.until;
  return isTooEarly || isTooLate ? `подписано ключом «${key.name}», который в это время не действовал` : null;
}
