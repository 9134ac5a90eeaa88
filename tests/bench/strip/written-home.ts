import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JournalEvent } from '#protocol/journal.ts';
import { openJournal } from '../../../server/journal/journal.ts';

/** A LAB_HOME whose present run has a journal that was written beforehand. */
export type WrittenHome = AsyncDisposable & { readonly home: string; readonly journalBytes: number };

const run = { id: '2026-11-23-5ced0001', project: 'ha-postgres-lab-5ced0001' };

/** Writes the journal. */
export async function writeHome(events: readonly JournalEvent[]): Promise<WrittenHome> {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-strip-'));
  const directory = path.join(home, 'runs', run.id);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(home, 'current-run.json'), JSON.stringify(run));
  const file = path.join(directory, 'journal.sqlite');
  let at = 0;
  const journal = openJournal(file, () => () => at);
  for (const event of events) {
    ({ at } = event);
    journal.append(event.body);
  }
  journal[Symbol.dispose]();
  return {
    home,
    journalBytes: (await stat(file)).size,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
