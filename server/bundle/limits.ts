const kib = 1_024;
const mib = 1_024 * kib;

/** What a report may be at most. The lab's own reports stay far below; more than this is refused before it is read. */
export const bundleLimits = {
  /** Bytes of the archive, and of everything in it together once it is unpacked. */
  archive: 50 * mib,
  expanded: 200 * mib,
  /** How many times larger than the archive its contents may be, unless they are smaller than `alwaysExpanded`. */
  ratio: 100,
  alwaysExpanded: 24 * mib,
  entries: 2_000,
  pathLength: 200,
  events: 500_000,
  /** Bytes of an event's body: what the journal itself takes. */
  event: 512 * kib,
  checkpoints: 100_000,
  recordings: 64,
  recording: 20 * mib,
  columns: 500,
  rows: 200,
  /** Bytes of `run/manifest.json`, of its signature, and of a version of a lab file. */
  manifest: 2 * mib,
  signature: 4 * kib,
  file: mib,
  fileVersions: 10_000,
  /** How deep JSON may be nested. */
  depth: 32,
  /** Problems that are told one by one. */
  problems: 40,
} as const;
