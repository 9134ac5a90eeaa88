import { mkdir, readFile, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOneOf, parseRecord, parseString } from '#protocol/parse.ts';
import { writeDurably } from '../write-durably.ts';
import { hashOf } from './text.ts';

/**
 * A save that has begun: both texts, on disk before the first byte of the file changes. Files are written in place
 * and not renamed over, because haproxy.cfg is bind-mounted: a running container would keep the old inode. Writing in
 * place alone could leave half a file after a crash; with its intent on disk it is finished at the next opening.
 */
export type Intent = {
  readonly path: string;
  /** The text before, or null where the file is new. */
  readonly before: string | null;
  readonly text: string;
  readonly by: 'page' | 'reset';
};

/** The intents of a workspace, in a folder beside it. */
export type Intents = {
  /** Puts an intent on disk; `end` follows when the file is whole again. */
  begin(intent: Intent): Promise<void>;
  /** Intents of saves that a crash cut short. */
  unfinished(): Promise<Intent[]>;
  /** Ends an intent; where its file went on without it (`keep`) the texts are kept aside. */
  end(intent: Intent, fate: 'done' | 'keep'): Promise<void>;
};

function parseIntent(json: string): Intent {
  const value: unknown = JSON.parse(json);
  const raw = parseRecord(value, '');
  const max = 2_097_152;
  return {
    path: parseString(raw.path, 'path', 2_048),
    before: raw.before === null ? null : parseString(raw.before, 'before', max),
    text: parseString(raw.text, 'text', max),
    by: parseOneOf(raw.by, 'by', ['page', 'reset']),
  };
}

/** Opens the folder of intents, or makes it. */
export async function openIntents(folder: string): Promise<Intents> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const nameOf = (intent: Intent) => `${hashOf(intent.path).slice(0, 32)}.intent`;

  return {
    async begin(intent) {
      await writeDurably(join(folder, nameOf(intent)), JSON.stringify(intent));
    },
    async unfinished() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.intent'));
      return Promise.all(names.map(async (name) => parseIntent(await readFile(join(folder, name), 'utf8'))));
    },
    async end(intent, fate) {
      const place = join(folder, nameOf(intent));
      if (fate === 'done') await unlink(place);
      else await rename(place, `${place.slice(0, -'.intent'.length)}-${hashOf(intent.text).slice(0, 12)}.kept`);
    },
  };
}

/** Whether bytes are what a write of `text` over `before` leaves when it is cut short (or not begun). */
export function isCutShort(present: Uint8Array, before: Uint8Array, text: Uint8Array): boolean {
  let written = 0;
  while (written < present.length && present[written] === text[written]) written += 1;
  return Buffer.compare(present.subarray(written), before.subarray(written)) === 0;
}
