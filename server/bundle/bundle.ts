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
  /** Events that this version does not know, and events that do not read; they stand in the chain all the same. */
  readonly skipped: { readonly unknownKind: number; readonly unreadable: number };
  /** Whose key it was: a workshop's says more than that of the student's own machine; null as `signer`. */
  readonly signedBy: 'installation' | 'workshop' | null;
  /** The short name of the key that signed; null as `signer`. */
  readonly key: string | null;
};

/** Hashes of single events by their seq, hexadecimal: two journals that share one share everything before it. */
export type ChainMarks = ReadonlyMap<number, string>;

/** A report that was opened: bounded and parsed, never trusted. */
export type Bundle = {
  readonly manifest: Manifest;
  readonly events: readonly JournalEvent[];
  /** By the name of its terminal, each an asciicast v2. */
  readonly recordings: ReadonlyMap<string, string>;
  /** Every version, in the order of saving. */
  readonly files: readonly BundledFile[];
  readonly integrity: Integrity;
  /** The hashes of the events 1, 2, 4, 8, … and of the last one. */
  readonly marks: ChainMarks;
};
