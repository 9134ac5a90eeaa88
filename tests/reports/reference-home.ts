import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import { openJournal } from '../../server/journal/journal.ts';

const reference = path.resolve(import.meta.dirname, '../../public/reference');

/** Makes a LAB_HOME of the recorded reference run, a whole walk on a real cluster: its journal and recordings. */
export async function makeReferenceHome(home: string): Promise<void> {
  const name = { id: '2026-11-28-0123abcd', project: 'ha-postgres-lab-0123abcd' };
  const run = path.join(home, 'runs', name.id);
  const recordings = path.join(run, 'recordings');
  await mkdir(recordings, { recursive: true, mode: 0o700 });
  await writeFile(path.join(home, 'current-run.json'), JSON.stringify(name), { mode: 0o600 });
  for (const cast of await readdir(path.join(reference, 'recordings'))) {
    await copyFile(path.join(reference, 'recordings', cast), path.join(recordings, cast));
  }
  let at = 0;
  using journal = openJournal(path.join(run, 'journal.sqlite'), () => () => at);
  for (const line of (await readFile(path.join(reference, 'journal.ndjson'), 'utf8')).trim().split('\n')) {
    const event = parseJournalEvent(JSON.parse(line));
    ({ at } = event);
    journal.append(event.body);
  }
}
