// A process of its own for the test that kills it: the terminals of a run, with their recordings and journal.
import { mkdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openJournal } from '../../server/journal/journal.ts';
import { createPtyOwner } from '../../server/pty-owner/pty-owner.ts';
import { labPolicy } from '../../server/recording/policy.ts';
import { openRecordings } from '../../server/recording/recordings.ts';
import { createTerminals } from '../../server/terminal/terminals.ts';

const [home = '', command = ''] = process.argv.slice(2);
const runDir = path.join(home, 'run');
mkdirSync(runDir, { recursive: true });
await using stack = new AsyncDisposableStack();
const owner = stack.use(createPtyOwner({ home, replaced: () => undefined }));
const journal = stack.use(openJournal(path.join(runDir, 'journal.sqlite')));
const recordings = stack.use(
  await openRecordings({
    dir: path.join(runDir, 'recordings'),
    now: () => journal.now(),
    secrets: () => ['a-secret'],
    report: console.error,
    // Everything is kept, so that every byte can be counted.
    policy: { ...labPolicy, head: 64 << 20, waiting: 64 << 20, run: 256 << 20, thinned: 200 << 20 },
  }),
);
const terminals = stack.use(
  await createTerminals({
    runDir,
    workspaceDir: home,
    environment: { PATH: process.env.PATH ?? '', HOME: home, SHELL: '/bin/bash' },
    names: ['main'],
    journal,
    ptys: owner,
    report: console.error,
    tape: recordings.tape,
  }),
);
if (command !== '') {
  await terminals.run('main', { text: command, kind: 'shell', stepCommand: 'the-step', interrupt: false });
}
writeSync(1, 'ready\n');
// The next line asks it to wait for the command's end, to say it, and to end itself.
for await (const _ of createInterface(process.stdin)) {
  const [record] = terminals.commands();
  if (!record) break;
  for (;;) {
    const now = await terminals.command(record.id);
    if (now?.endedAt) {
      writeSync(1, `${JSON.stringify(now)}\n`);
      break;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  break;
}
