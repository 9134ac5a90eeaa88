/** A known mistake in a lab file, or advice; texts are Russian, whole sentences. */
export type Mistake = {
  /** Stable: checks and tests name it. */
  readonly id: string;
  readonly severity: 'mistake' | 'advice';
  /** The file's path in the workspace. */
  readonly file: string;
  /** Counted from 1; null where the mistake is that something is missing. */
  readonly line: number | null;
  /** What stands there. */
  readonly what: string;
  readonly effect: string;
  readonly remedy: string;
};

export const fileKinds = ['compose', 'dockerfile', 'patroni', 'haproxy', 'other'] as const;
export type FileKind = (typeof fileKinds)[number];

/** A line or a key that is not the same in two places. */
export type ConfigurationDifference = {
  /** A key's path (`bootstrap.dcs.ttl`) or «строка 12». */
  readonly where: string;
  /** What the file in the workspace says, or null where it says nothing. */
  readonly workspace: string | null;
  readonly here: string | null;
};

export const placeKinds = ['workspace', 'image', 'container', 'cluster'] as const;
export const placeStates = ['reference', 'same', 'different', 'absent', 'none', 'unknown'] as const;

/**
 * One place where a lab file, or what was made of it, is found.
 * `reference`: the workspace's own text, to which the others are compared; `absent`: not there yet;
 * `none`: never there by its nature; `unknown`: could not be asked, and `found` says why.
 */
export type ConfigurationPlace = {
  readonly kind: (typeof placeKinds)[number];
  /** The image, container or node, where there may be several. */
  readonly owner: string | null;
  readonly state: (typeof placeStates)[number];
  /** What was found there, a Russian sentence. */
  readonly found: string;
  /** Milliseconds since the epoch: saved, built, read by the process. */
  readonly since: number | null;
  readonly differences: readonly ConfigurationDifference[];
};

/** Why two places differ, and the commands that bring the workspace's text into force. */
export type ConfigurationReason = { readonly text: string; readonly commands: readonly string[] };

export const fileStates = ['same', 'differs', 'idle', 'unknown'] as const;

/** A lab file and where it is in force. `idle`: nothing that reads it runs. */
export type ConfiguredFile = {
  readonly path: string;
  readonly kind: FileKind;
  readonly state: (typeof fileStates)[number];
  /** One Russian sentence. */
  readonly summary: string;
  readonly places: readonly ConfigurationPlace[];
  readonly reasons: readonly ConfigurationReason[];
  readonly mistakes: readonly Mistake[];
};

/** What `GET /api/configuration` answers: «Какая настройка работает?». */
export type ConfigurationReport = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Why Docker Engine or Compose could not be asked, in Russian. */
  readonly problems: readonly string[];
  readonly files: readonly ConfiguredFile[];
};
