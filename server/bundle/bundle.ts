import type { JournalEvent } from '#protocol/journal.ts';
import type { Manifest } from './manifest.ts';

/** A version of a lab file that stood in the workspace. */
export type BundledFile = {
  readonly path: string;
  readonly savedAt: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  readonly text: string;
};

/** What was found when a bundle was verified. `changed` and `incomplete` name the places in `problems`, in Russian. */
export type Integrity = {
  readonly state: 'intact' | 'changed' | 'incomplete' | 'unsigned';
  readonly problems: readonly string[];
  /** The public key that signed the manifest, hexadecimal; null without a valid signature. */
  readonly signer: string | null;
  /** How many events had something hidden before the export. */
  readonly redacted: number;
};

/** A report that was opened: bounded and parsed, never trusted. */
export type Bundle = {
  readonly manifest: Manifest;
  readonly events: readonly JournalEvent[];
  /** By the name of its terminal, each an asciicast v2. */
  readonly recordings: ReadonlyMap<string, string>;
  /** Every version, in the order of saving. */
  readonly files: readonly BundledFile[];
  readonly integrity: Integrity;
};
