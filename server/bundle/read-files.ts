import { parseInteger, parseList, parseRecord, parseString } from '#protocol/parse.ts';
import { bundleLimits } from './limits.ts';
import { parseHex } from './hex.ts';

/** A line of `run/files.json`: a version of a lab file; its text stands in `run/files/<hash>`. */
export type FileVersion = {
  readonly path: string;
  /** When it was saved, or when the run began. */
  readonly savedAt: number;
  /** SHA-256 of the text as it stands in the report, hexadecimal; the journal's events name the same. */
  readonly hash: string;
};

/**
 * Reads the list of versions.
 * @throws ParseError
 */
export function parseFileVersions(value: unknown): FileVersion[] {
  return parseList(value, 'files', parseVersion, bundleLimits.fileVersions);
}

function parseVersion(value: unknown, path: string): FileVersion {
  const raw = parseRecord(value, path);
  return {
    path: parseString(raw.path, `${path}.path`, 1_024),
    savedAt: parseInteger(raw.savedAt, `${path}.savedAt`, 0, Number.MAX_SAFE_INTEGER),
    hash: parseHex(raw.hash, `${path}.hash`, 32),
  };
}
