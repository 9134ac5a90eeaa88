import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CommandRecord } from '#protocol/command.ts';
import type { Tape } from '../../../server/terminal/tape.ts';
import { makeFolder, marksOf, openTestRecordings, outputOf, readCast, size } from './test-recordings.ts';

const shell = '/bin/bash';
const marker = 'run:main:1';
const from = { marker, told: 0, marks: 0, replayedAt: () => null };

function command(id: string, startedAt: number): CommandRecord {
  const rest = { stepCommand: null, state: 'running', exitCode: null, sqlState: null, endedAt: null } as const;
  return { id, terminal: 'main', kind: 'shell', text: `the command ${id}`, startedAt, ...rest };
}

/** What the shell of the test says, from its beginning; a server that comes back is told all of it again. */
function say(tape: Tape, upTo: number): void {
  const told = [
    () => tape.output(Buffer.from('one ёл')),
    () => tape.commandBegun(command('a', 1_000)),
    () => tape.commandBegun(command('b', 1_001)),
    () => tape.output(Buffer.from('ка two ')),
    () => tape.resized({ columns: 100, rows: 30 }),
    () => tape.output(Buffer.from('three ')),
    () => tape.commandBegun(command('c', 1_002)),
    () => tape.output(Buffer.from('four')),
  ];
  for (const tell of told.slice(0, upTo)) tell();
}

const everything = 'one ёлка two three four';
const marks = ['shell-started', 'command-begun', 'command-begun', 'command-begun'];

describe('a recording of a shell that has outlived its server', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('goes on at the byte, and at the mark, wherever it was cut: %i', async (upTo) => {
    await using folder = await makeFolder();
    const killed = await openTestRecordings(folder.path);
    const first = killed.tape('main');
    first.shellStarted(shell, size, marker);
    say(first, upTo);
    await killed.flush();

    await using next = await openTestRecordings(folder.path);
    const tape = next.tape('main');
    tape.shellGoesOn(shell, size, from);
    say(tape, 8);
    await next.flush();
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toBe(everything);
    expect(marksOf(events).map((mark) => mark?.kind)).toEqual(marks);
  });

  test('goes on from a later place as well', async () => {
    await using folder = await makeFolder();
    const killed = await openTestRecordings(folder.path);
    const first = killed.tape('main');
    first.shellStarted(shell, size, marker);
    say(first, 2);
    const { place } = first;
    first.commandBegun(command('b', 1_001));
    await killed.flush();

    await using next = await openTestRecordings(folder.path);
    const tape = next.tape('main');
    tape.shellGoesOn(shell, size, { ...place, replayedAt: () => null });
    tape.commandBegun(command('b', 1_001));
    tape.output(Buffer.from('ка'));
    await next.flush();
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toBe('one ёлка');
    expect(marksOf(events).map((mark) => mark?.kind)).toEqual(marks.slice(0, 3));
  });

  test('takes back lines of a batch of which not all were written', async () => {
    await using folder = await makeFolder();
    const file = path.join(folder.path, 'main.cast');
    const killed = await openTestRecordings(folder.path);
    const first = killed.tape('main');
    first.shellStarted(shell, size, marker);
    say(first, 2);
    await killed.flush();
    say(first, 0);
    first.commandBegun(command('b', 1_001));
    first.output(Buffer.from('ка two '));
    first.resized({ columns: 100, rows: 30 });
    await killed.flush();
    // As if the kill had come between the lines of the last batch.
    const whole = await readFile(file, 'utf8');
    await truncate(file, Buffer.byteLength(whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1)));

    await using next = await openTestRecordings(folder.path);
    const tape = next.tape('main');
    tape.shellGoesOn(shell, size, from);
    say(tape, 8);
    await next.flush();
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toBe(everything);
    expect(marksOf(events).map((mark) => mark?.kind)).toEqual(marks);
  });

  test('begins where a killed server had written its first line only, without a gap', async () => {
    await using folder = await makeFolder();
    const killed = await openTestRecordings(folder.path);
    killed.tape('main').shellStarted(shell, size, marker);
    await killed.flush();
    const file = path.join(folder.path, 'main.cast');
    const [header = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${header}\n`);
    await writeFile(`${file}-place`, '');

    await using next = await openTestRecordings(folder.path);
    const tape = next.tape('main');
    tape.shellGoesOn(shell, size, from);
    say(tape, 8);
    await next.flush();
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toBe(everything);
    expect(marksOf(events).map((mark) => mark?.kind)).toEqual(marks);
  });

  test('shows a gap where it is not known how far it had come', async () => {
    await using folder = await makeFolder();
    const killed = await openTestRecordings(folder.path);
    const first = killed.tape('main');
    first.shellStarted(shell, size, marker);
    say(first, 8);
    await killed.flush();
    await writeFile(path.join(folder.path, 'main.cast-place'), 'torn');

    await using next = await openTestRecordings(folder.path);
    const tape = next.tape('main');
    tape.shellGoesOn(shell, size, { ...from, told: 30 });
    tape.output(Buffer.from(' five'));
    await next.flush();
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toContain('здесь может не хватать части вывода');
    expect(outputOf(events)).toMatch(/ five$/);
    expect(marksOf(events).at(-1)).toEqual({ kind: 'gap', seconds: 0 });
  });
});
