import {
  ParseError,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';
import { parseHex } from './hex.ts';
import { bundleLimits } from './limits.ts';
import type { Author, Manifest, ManifestFile } from './manifest.ts';

/** The format that this version writes and reads. */
export const manifestFormat = 1;

/** A manifest of a format that only a newer version knows. */
export class NewerManifest extends ParseError {
  readonly found: number;

  constructor(found: number) {
    super('format', `at most ${manifestFormat}`);
    this.found = found;
  }
}

const maxTime = Number.MAX_SAFE_INTEGER;

/**
 * Reads `run/manifest.json`.
 * @throws NewerManifest, ParseError
 */
export function parseManifest(value: unknown): Manifest {
  const raw = parseRecord(value, '');
  const format = parseInteger(raw.format, 'format', 1, maxTime);
  if (format > manifestFormat) throw new NewerManifest(format);
  const versions = parseRecord(raw.versions, 'versions');
  const journal = parseRecord(raw.journal, 'journal');
  const keys = parseRecord(raw.keys, 'keys');
  return {
    format: manifestFormat,
    run: parseString(raw.run, 'run', 64),
    author: parseAuthor(raw.author),
    startedAt: parseInteger(raw.startedAt, 'startedAt', 0, maxTime),
    exportedAt: parseInteger(raw.exportedAt, 'exportedAt', 0, maxTime),
    versions: {
      lab: parseString(versions.lab, 'versions.lab', 256),
      engine: parseOptionalString(versions.engine, 'versions.engine', 256),
      compose: parseOptionalString(versions.compose, 'versions.compose', 256),
      patroni: parseList(versions.patroni, 'versions.patroni', (item, path) => parseString(item, path, 256), 20),
      images: parseList(versions.images, 'versions.images', parseImage, 50),
    },
    journal: {
      lastSeq: parseInteger(journal.lastSeq, 'journal.lastSeq', 0, maxTime),
      head: parseHex(journal.head, 'journal.head', 32),
    },
    keys: {
      kind: parseOneOf(keys.kind, 'keys.kind', ['installation', 'workshop']),
      signer: parseHex(keys.signer, 'keys.signer', 32),
      checkpoints: parseHex(keys.checkpoints, 'keys.checkpoints', 32),
    },
    files: parseList(raw.files, 'files', parseFile, bundleLimits.entries),
  };
}

function parseAuthor(value: unknown): Author {
  const raw = parseRecord(value, 'author');
  return { name: parseString(raw.name, 'author.name', 200), group: parseString(raw.group, 'author.group', 200) };
}

function parseImage(value: unknown, path: string): { name: string; id: string } {
  const raw = parseRecord(value, path);
  return { name: parseString(raw.name, `${path}.name`, 256), id: parseString(raw.id, `${path}.id`, 256) };
}

function parseFile(value: unknown, path: string): ManifestFile {
  const raw = parseRecord(value, path);
  return {
    path: parseString(raw.path, `${path}.path`, bundleLimits.pathLength),
    bytes: parseInteger(raw.bytes, `${path}.bytes`, 0, bundleLimits.expanded),
    sha256: parseHex(raw.sha256, `${path}.sha256`, 32),
  };
}
