import { strFromU8, unzipSync } from 'fflate';
import { UnknownEventKind, parseJournalEvent } from '#protocol/journal-parse.ts';
import { damaged, notAReport } from './bundle-error.ts';
import type { Bundle } from './bundle.ts';
import type { Manifest } from './manifest.ts';


export function openBundle(bytes: Uint8Array): Bundle {
  let files;
  try {
    files = unzipSync(bytes);
  } catch (error) {
    throw damaged('Файл не читается как архив ZIP.', error);
  }
  const text = (path: string) => {
    const found = files[path];
    if (found === undefined) throw notAReport(`В архиве нет ${path}.`);
    return strFromU8(found);
  };
  const manifest = JSON.parse(text('run/manifest.json')) as Manifest;
  const recordings = new Map<string, string>();
  for (const path of Object.keys(files)) {
    const name = /^run\/recordings\/(.*)\.cast$/.exec(path)?.[1];
    if (name !== undefined) recordings.set(name, text(path));
  }
  return {
    manifest,
    events: text('run/journal.ndjson')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => {
        try {
          return [parseJournalEvent(JSON.parse(line))];
        } catch (error) {
          if (error instanceof UnknownEventKind) return [];
          throw error;
        }
      }),
    recordings,
    files: [],
    integrity: { state: 'unsigned', problems: [], signer: null, redacted: 0, skipped: { unknownKind: 0, unreadable: 0 }, signedBy: null, key: null },
    marks: new Map(),
  };
}
