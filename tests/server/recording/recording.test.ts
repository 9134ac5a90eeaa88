import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseCastEvent, parseCastHeader } from '#protocol/cast.ts';
import { parseMarkLabel } from '#protocol/recording.ts';
import { openRecordings } from '../../../server/recording/recordings.ts';
import { openTestTerminals, runToEnd } from '../terminal/test-terminals.ts';

test('a terminal is recorded as an asciicast with a marker at each command', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'lab-recordings-'));
  await using recordings = await openRecordings({ dir, now: Date.now, secrets: () => [], report: console.error });
  await using lab = await openTestTerminals({ tape: recordings.tape });
  await runToEnd(lab.terminals, 'echo ёлка; false', { stepCommand: 'try-it' });
  await recordings.flush();
  const text = await readFile(path.join(dir, 'main.cast'), 'utf8');
  const [first = '', ...rest] = text.trimEnd().split('\n');
  expect(parseCastHeader(first)).toMatchObject({ columns: 100, rows: 30, title: 'main' });
  const events = rest.map(parseCastEvent);
  const marks = events.filter(({ code }) => code === 'm').map(({ data }) => parseMarkLabel(data));
  expect(marks).toEqual([
    { kind: 'shell-started' },
    { kind: 'command-begun', stepCommand: 'try-it', text: 'echo ёлка; false' },
    { kind: 'command-ended', stepCommand: 'try-it', exitCode: 1, sqlState: null },
  ]);
  await rm(dir, { recursive: true });
});
