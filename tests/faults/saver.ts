// A process of its own for the tests that kill it: saves two texts in turn and reports each save that returned.
import { writeSync } from 'node:fs';
import { openJournal } from '../../server/journal/journal.ts';
import { openWorkspace } from '../../server/workspace/workspace.ts';

const [dir = '', originals = '', journalFile = '', ...texts] = process.argv.slice(2);
const journal = openJournal(journalFile);
const workspace = await openWorkspace({ dir, originals, journal });
writeSync(1, 'ready\n');
for (let round = 0; ; round += 1) {
  const { hash } = await workspace.write('docker-compose.yml', texts[round % texts.length]?.repeat(200) ?? '', null);
  writeSync(1, `${hash}\n`);
}
