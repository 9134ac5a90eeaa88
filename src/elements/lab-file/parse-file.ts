import type { LabFile, LabFileEntry } from '#protocol/file.ts';
import { parseBoolean, parseList, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';

const maxText = 1_100_000;

/** Reads a lab file as the server sends it. */
export function parseLabFile(value: unknown): LabFile {
  const raw = parseRecord(value, 'file');
  return {
    path: parseString(raw.path, 'file.path', 1_024),
    text: parseString(raw.text, 'file.text', maxText),
    hash: parseString(raw.hash, 'file.hash', 64),
    original: parseString(raw.original, 'file.original', maxText),
    proposed: parseOptionalString(raw.proposed, 'file.proposed', maxText),
  };
}

/** Reads the list of the run's files. */
export function parseFileList(value: unknown): LabFileEntry[] {
  return parseList(value, 'files', (item, path) => {
    const raw = parseRecord(item, path);
    return {
      path: parseString(raw.path, `${path}.path`, 1_024),
      hash: parseString(raw.hash, `${path}.hash`, 64),
      changed: parseBoolean(raw.changed, `${path}.changed`),
    };
  });
}
