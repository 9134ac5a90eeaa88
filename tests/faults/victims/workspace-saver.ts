import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openJournal } from '../../../server/journal/journal.ts';
import { hashOf } from '../../../server/workspace/text.ts';
import { openWorkspace } from '../../../server/workspace/workspace.ts';
import { brokenLinks } from '../rounds/broken-links.ts';
import { killChild } from '../rounds/kill-child.ts';
import { createFindings } from '../rounds/round.ts';
import type { Victim } from '../rounds/victim.ts';
import { savedText } from './saved-text.ts';

const script = path.resolve(import.meta.dirname, '../saver.ts');
const file = 'docker-compose.yml';

/** A process that saves a lab file without end: each text is saved when `write` has returned. */
export const workspaceSaver: Victim = {
  name: 'workspace saver',
  asked: ['shown', 'readable', 'chain'],
  open: async (folder) => {
    const originals = path.join(folder, 'lab-files');
    const dir = path.join(folder, 'run', 'lab');
    const journalFile = path.join(folder, 'run', 'journal.sqlite');
    await mkdir(originals);
    await writeFile(path.join(originals, file), savedText(0));
    let first = 1;
    return {
      round: async () => {
        const { hold, misses } = createFindings();
        let left = Math.floor(Math.random() * 12);
        const args = [dir, originals, journalFile, String(first)];
        const { lines } = await killChild({ script, args, when: () => (left -= 1) < 0 });
        const reported = Number(lines.at(-1) ?? first - 1);
        using journal = openJournal(journalFile);
        await using workspace = await openWorkspace({ dir, originals, journal });
        const { text, hash } = await workspace.read(file);
        const stands = Number(/^# (\d+)$/m.exec(text)?.[1]);
        hold('readable', text === savedText(stands), () => `the file is no whole text of those that were saved`);
        hold('shown', stands >= reported, () => `text ${reported} was saved, text ${stands} stands there`);
        const saves = journal
          .read(1, 10_000, ['file-saved'])
          .flatMap(({ body }) => (body.kind === 'file-saved' ? [body] : []));
        hold(
          'shown',
          saves.at(-1)?.hash === hash || saves.length === 0,
          () => 'the journal’s last save is another one',
        );
        const strangers = saves.filter(({ by }) => by !== 'page').length;
        hold('shown', strangers === 0, () => `${strangers} saves are taken for somebody else’s`);
        const lost = [];
        for (const save of saves.slice(-20)) {
          const kept = await workspace.versions.text(save.hash);
          if (kept === null || hashOf(kept) !== save.hash) lost.push(save.hash);
        }
        hold('readable', lost.length === 0, () => `${lost.length} versions that the journal names are gone`);
        hold('chain', brokenLinks(journal) === 0, () => `${brokenLinks(journal)} links do not follow`);
        first = Math.max(stands, reported) + 1;
        return { misses, lost: null, back: null };
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
