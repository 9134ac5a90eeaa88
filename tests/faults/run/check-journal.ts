import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { openJournal, readAll } from '../../../server/journal/journal.ts';
import { brokenLinks } from '../rounds/broken-links.ts';
import type { Findings } from '../rounds/round.ts';

/** What a killed server's journal must hold. */
export type Wanted = {
  readonly events: Iterable<readonly [number, string]>;
  readonly saves: readonly string[];
};

/**
 * Looks at a copy of the journal as the kill left it: what was told is there, once, in order; all is readable and chained.
 * @returns the number of its events
 */
export async function checkJournal(run: string, folder: string, wanted: Wanted, { hold }: Findings): Promise<number> {
  const copy = await mkdtemp(path.join(folder, 'journal-'));
  try {
    for (const name of await readdir(run)) {
      if (/^journal\.sqlite(?:-wal)?$/.test(name)) await copyFile(path.join(run, name), path.join(copy, name));
    }
    using journal = openJournal(path.join(copy, 'journal.sqlite'));
    const events = [...readAll(journal)];
    const bySeq = new Map(events.map((event) => [event.seq, JSON.stringify(event)]));
    for (const [seq, text] of wanted.events) {
      hold('shown', bySeq.get(seq) === text, () => `event ${seq} was shown and is ${bySeq.get(seq) ?? 'gone'}`);
    }
    const saved = new Set(events.flatMap(({ body }) => (body.kind === 'file-saved' ? [body.hash] : [])));
    const unsaved = wanted.saves.filter((hash) => !saved.has(hash)).length;
    hold('shown', unsaved === 0, () => `${unsaved} saves that were confirmed are not in the journal`);
    const outOfOrder = events.findIndex(
      (event, index) => event.seq !== index + 1 || event.at < (events[index - 1]?.at ?? 0),
    );
    hold('shown', outOfOrder === -1, () => `event ${outOfOrder + 1} stands out of order`);
    const { unknownKind, unreadable } = journal.skipped;
    hold('readable', unknownKind + unreadable === 0, () => `${unreadable} events are unreadable`);
    hold('chain', brokenLinks(journal) === 0, () => `${brokenLinks(journal)} links do not follow`);
    const broken = journal.chain.checkpoints().filter(({ seq }) => seq > events.length).length;
    hold('chain', broken === 0, () => `${broken} checkpoints are of events that are gone`);
    return events.length;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
