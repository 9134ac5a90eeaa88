// A process of its own for the tests that kill it: saves numbered texts and reports each save that returned.
import { writeSync } from 'node:fs';
import { openJournal } from '../../server/journal/journal.ts';
import { openWorkspace } from '../../server/workspace/workspace.ts';
import { savedText } from './victims/saved-text.ts';

const [dir = '', originals = '', journalFile = '', first = '1'] = process.argv.slice(2);
const journal = openJournal(journalFile);
const workspace = await openWorkspace({ dir, originals, journal });
writeSync(1, 'ready\n');
for (let number = Number(first); ; number += 1) {
  await workspace.write('docker-compose.yml', savedText(number), null);
  writeSync(1, `${number}\n`);
}
