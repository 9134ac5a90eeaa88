import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { openCommandLog } from '../../../server/terminal/command-log.ts';
import { createCommandStore } from '../../../server/terminal/command-store.ts';
import { createRecorder } from '../../../server/terminal/recorder.ts';
import { waitFor } from '../../wait-for.ts';
import { makeFolder, openTestRecordings, size } from './test-recordings.ts';

test('a statement typed at the prompt of psql points to its prompt, though it is known only with its answer', async () => {
  await using folder = await makeFolder();
  let at = 1_700_000_000_000;
  const now = () => at;
  await using recordings = await openTestRecordings(folder.path, { now });
  const tape = recordings.tape('main');
  const events: EventBody[] = [];
  const journal = { append: (body: EventBody) => events.push(body), now, read: () => [] };
  await using log = await openCommandLog(
    createCommandStore(path.join(folder.path, 'commands'), (error) => {
      throw error;
    }),
    journal,
    () => tape,
  );
  const recorder = createRecorder({
    terminal: 'main',
    log,
    match: () => null,
    facts: { size: () => size, now },
    tape,
    idHere: () => randomUUID(),
    note: () => undefined,
  });
  const print = (text: string) => {
    tape.output(Buffer.from(text));
    recorder.output(Buffer.from(text));
  };
  tape.shellStarted('/bin/bash', size, 'a-shell');
  recorder.event({ type: 'command-begun', text: 'psql' });
  print('postgres=# ');
  at += 2_000;
  recorder.event({ type: 'prompt', owner: 'psql', continuation: false });
  at += 5_000;
  print('select 1;\r\n 1\r\n(1 row)\r\n');
  recorder.event({ type: 'statement-ended', sqlState: '00000' });
  recorder.event({ type: 'prompt', owner: 'psql', continuation: false });
  const typed = await waitFor('the statement', () => log.records().find(({ kind }) => kind === 'sql'));
  expect(typed).toMatchObject({ text: 'select 1;', recordedFrom: 2, endedAt: at });
});
