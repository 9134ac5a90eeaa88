// A process of its own for the tests that kill it: appends without end and reports each event that `append` returned.
import { writeSync } from 'node:fs';
import { openJournal } from '../../server/journal/journal.ts';

const [file = ''] = process.argv.slice(2);
const journal = openJournal(file);
writeSync(1, 'ready\n');
for (;;) {
  const text = 'ответ '.repeat(1 + (journal.lastSeq % 50));
  const event = journal.append({ kind: 'answer-saved', question: 'expose', text });
  writeSync(1, `${event.seq}\n`);
}
