import { expect, test } from 'vitest';
import type { CommandRecord } from '#protocol/command.ts';
import { makeFolder, marksOf, openTestRecordings, outputOf, readCast, size } from './test-recordings.ts';

const began = 1_790_000_000_000;
const command = (startedAt: number): CommandRecord => ({
  id: 'a',
  terminal: 'main',
  kind: 'shell',
  text: 'echo two',
  stepCommand: null,
  state: 'running',
  exitCode: null,
  sqlState: null,
  startedAt,
  endedAt: null,
});

test('what is told again after a killed server stands in the order of its times, each mark once', async () => {
  await using folder = await makeFolder();
  let now = began;
  const open = () => openTestRecordings(folder.path, { now: () => now });
  // Never closed: its process was killed.
  const killed = (await open()).tape('main');
  killed.shellStarted('/bin/sh', size, 'shell');
  now += 1_000;
  killed.output(Buffer.from('one\r\n'));
  await killed.written();

  now += 60_000;
  await using recordings = await open();
  const tape = recordings.tape('main');
  let replayedAt: number | null = null;
  tape.shellGoesOn('/bin/sh', size, { marker: 'shell', told: 0, marks: 0, replayedAt: () => replayedAt });
  for (const [at, text] of [
    [began + 1_000, 'one\r\n'],
    [began + 1_200, '$ echo two\r\n'],
  ] as const) {
    replayedAt = at;
    tape.output(Buffer.from(text));
  }
  // The killed server's clock was behind the one that the bytes are stamped by, and then before it.
  tape.commandBegun(command(began + 1_195));
  tape.commandEnded({ ...command(began + 1_195), state: 'ended', exitCode: 0, endedAt: began + 1_210 });
  replayedAt = began + 1_205;
  tape.output(Buffer.from('two\r\n'));
  replayedAt = null;
  tape.output(Buffer.from('three\r\n'));
  await tape.written();

  const { events } = await readCast(folder.path);
  const times = events.map(({ seconds }) => seconds);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(outputOf(events)).toBe('one\r\n$ echo two\r\ntwo\r\nthree\r\n');
  expect(events.find(({ data }) => data.startsWith('two'))?.seconds).toBeLessThan(2);
  expect(events.at(-1)?.seconds).toBe(61);
  expect(marksOf(events).map((mark) => mark?.kind)).toEqual(['shell-started', 'command-begun', 'command-ended']);
});
