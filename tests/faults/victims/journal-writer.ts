import path from 'node:path';
import { openJournal, readAll } from '../../../server/journal/journal.ts';
import { brokenLinks } from '../rounds/broken-links.ts';
import { killChild } from '../rounds/kill-child.ts';
import { createFindings } from '../rounds/round.ts';
import type { Victim } from '../rounds/victim.ts';

const script = path.resolve(import.meta.dirname, '../appender.ts');

/** A process that appends events without end: each is saved when `append` has returned. */
export const journalWriter: Victim = {
  name: 'journal writer',
  asked: ['shown', 'readable', 'chain'],
  open: async (folder) => {
    const file = path.join(folder, 'journal.sqlite');
    let before = 0;
    return {
      round: async () => {
        const { hold, misses } = createFindings();
        let left = Math.floor(Math.random() * 40);
        const { lines } = await killChild({ script, args: [file], when: () => (left -= 1) < 0 });
        const reported = Number(lines.at(-1)) || 0;
        using journal = openJournal(file);
        const events = [...readAll(journal)];
        hold('shown', events.length >= Math.max(reported, before), () => `${events.length} events of ${reported}`);
        const outOfOrder = events.findIndex(
          (event, index) => event.seq !== index + 1 || event.at < (events[index - 1]?.at ?? 0),
        );
        hold('shown', outOfOrder === -1, () => `event ${outOfOrder + 1} stands out of order`);
        const { unknownKind, unreadable } = journal.skipped;
        hold('readable', unknownKind + unreadable === 0, () => `${unreadable} events are unreadable`);
        hold('chain', brokenLinks(journal) === 0, () => `${brokenLinks(journal)} links do not follow`);
        before = events.length;
        return { misses, lost: null, back: null };
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
