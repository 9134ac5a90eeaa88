/** A file of the bundle, as the manifest vouches for it. */
export type ManifestFile = {
  /** Its path in the archive, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
};

/** Who hands the report in, in their own words. */
export type Author = { readonly name: string; readonly group: string };

/** What `run/manifest.json` says of a bundle; times are milliseconds since the epoch on the journal's clock. */
export type Manifest = {
  readonly format: 1;
  readonly run: string;
  readonly author: Author;
  readonly startedAt: number;
  readonly exportedAt: number;
  readonly versions: {
    readonly lab: string;
    readonly engine: string | null;
    readonly compose: string | null;
    readonly patroni: readonly string[];
    readonly images: readonly { readonly name: string; readonly id: string }[];
  };
  /** How far the journal goes: the last event and the head of its hash chain, hexadecimal. */
  readonly journal: { readonly lastSeq: number; readonly head: string };
  /** Whose key signs the manifest, and which key signed the checkpoints during the run; public keys, hexadecimal. */
  readonly keys: { readonly kind: 'installation' | 'workshop'; readonly signer: string; readonly checkpoints: string };
  /** Every file of the archive but the manifest and its signature. */
  readonly files: readonly ManifestFile[];
};
