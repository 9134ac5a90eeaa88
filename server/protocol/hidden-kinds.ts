import {
  type UnknownRecord,
  parseBoolean,
  parseInteger,
  parseList,
  parseOneOf,
  parseRecord,
  parseString,
} from './parse.ts';

/** What is taken out of a report because it tells of the student's machine; the student may leave a kind in. */
export const personalKinds = ['home-folder', 'user-name', 'host-name', 'public-addresses'] as const;

export type PersonalKind = (typeof personalKinds)[number];

/** All that is taken out: secrets, and what the student hid in the recordings, in any case. */
export const hiddenKinds = ['secrets', ...personalKinds] as const;

export type HiddenKind = (typeof hiddenKinds)[number];

/** What of a kind would stand in a report that is made now. */
export type HiddenPlaces = {
  readonly kind: HiddenKind;
  /** How often it stands in the journal, the recordings and the lab files. */
  readonly places: number;
  /** What it is on this machine; none of a secret. */
  readonly texts: readonly string[];
  /** What stands in its place. */
  readonly mark: string;
  /** The student leaves it in. */
  readonly kept: boolean;
};

/** The answer of `GET` and `PUT /api/report/hidden`: every kind, in the order of `hiddenKinds`. */
export type HiddenPreview = { readonly kinds: readonly HiddenPlaces[] };

/**
 * Reads what is hidden in a report.
 * @throws ParseError
 */
export function parseHiddenPreview(value: unknown): HiddenPreview {
  return { kinds: parseList(parseRecord(value, 'answer').kinds, 'kinds', parseHiddenPlaces) };
}

/**
 * Reads which kind the student leaves in, or not any more.
 * @throws ParseError
 */
export function parseKeptKind(value: unknown): { readonly kind: PersonalKind; readonly kept: boolean } {
  const raw = parseRecord(value, '');
  return { kind: parseOneOf(raw.kind, 'kind', personalKinds), kept: parseBoolean(raw.kept, 'kept') };
}

function parseHiddenPlaces(value: unknown, path: string): HiddenPlaces {
  const raw: UnknownRecord = parseRecord(value, path);
  return {
    kind: parseOneOf(raw.kind, `${path}.kind`, hiddenKinds),
    places: parseInteger(raw.places, `${path}.places`, 0, Number.MAX_SAFE_INTEGER),
    texts: parseList(raw.texts, `${path}.texts`, (text, at) => parseString(text, at, 4_096)),
    mark: parseString(raw.mark, `${path}.mark`, 64),
    kept: parseBoolean(raw.kept, `${path}.kept`),
  };
}
