import { appendFile, mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CommandRecord } from '#protocol/command.ts';
import { mask } from '../../../server/recording/hidden.ts';
import { labPolicy } from '../../../server/recording/policy.ts';
import { makeFolder, marksOf, openTestRecordings, outputOf, readCast, size } from './test-recordings.ts';

const command: CommandRecord = {
  id: 'an-id',
  terminal: 'main',
  kind: 'shell',
  text: 'cat log',
  stepCommand: 'read-log',
  state: 'running',
  exitCode: null,
  sqlState: null,
  startedAt: null,
  endedAt: null,
};

function clock(start = 1_700_000_000_250) {
  let at = start;
  return Object.assign(() => at, {
    pass: (milliseconds: number) => {
      at += milliseconds;
    },
  });
}

describe('a recording goes on', () => {
  test('over a restart of the server, on the same time, after a visible gap', async () => {
    await using folder = await makeFolder();
    const now = clock();
    {
      await using recordings = await openTestRecordings(folder.path, { now });
      const tape = recordings.tape('main');
      tape.shellStarted('/bin/bash', size, 'a-shell');
      now.pass(1_000);
      tape.output(Buffer.from('before'));
    }
    now.pass(125_000);
    {
      await using recordings = await openTestRecordings(folder.path, { now });
      expect(await recordings.list()).toMatchObject([
        { terminal: 'main', seconds: 1.25, startedAt: 1_700_000_000_000 },
      ]);
      const tape = recordings.tape('main');
      tape.shellStarted('/bin/bash', { columns: 100, rows: 30 }, 'a-shell');
      now.pass(500);
      tape.output(Buffer.from('after'));
      expect(tape.commandBegun(command)).toBeCloseTo(126.75);
    }
    const { header, events } = await readCast(folder.path);
    expect(header).toEqual({
      ...size,
      startedAt: 1_700_000_000_000,
      title: 'main',
      environment: { TERM: 'xterm-256color', SHELL: '/bin/bash' },
    });
    expect(marksOf(events).map((mark) => mark?.kind)).toEqual([
      'shell-started',
      'gap',
      'shell-started',
      'command-begun',
    ]);
    expect(marksOf(events)[1]).toEqual({ kind: 'gap', seconds: 125 });
    expect(outputOf(events)).toContain('── перерыв 2 мин 5 с: лаборатория не работала ──');
    expect(events.find(({ data }) => data === 'after')?.seconds).toBe(126.75);
    expect(events.filter(({ code }) => code === 'r').map(({ data }) => data)).toEqual(['100x30']);
  });

  test.each([
    ['in the middle of a line', '[3.2,"o","half a li'],
    ['in the middle of a character', Buffer.from('[3.2,"o","ё').subarray(0, -1)],
    ['after a whole line that is none', '\0\0\0\0\0\n'],
  ])('after a crash that tore its end: %s', async (_, torn) => {
    await using folder = await makeFolder();
    const now = clock();
    {
      await using recordings = await openTestRecordings(folder.path, { now });
      recordings.tape('main').shellStarted('/bin/bash', size, 'a-shell');
      recordings.tape('main').output(Buffer.from('kept'));
    }
    const file = path.join(folder.path, 'main.cast');
    const whole = await readFile(file, 'utf8');
    await appendFile(file, torn);
    await writeFile(`${file}.new`, 'what a rewrite had begun');
    {
      await using recordings = await openTestRecordings(folder.path, { now });
      await recordings.flush();
      expect(await readFile(file, 'utf8')).toBe(whole);
      recordings.tape('main').shellStarted('/bin/bash', size, 'a-shell');
    }
    expect((await readCast(folder.path)).events.length).toBeGreaterThan(2);
    expect(await readdir(folder.path)).toEqual(['main.cast', 'main.cast-place']);
  });

  test('anew when not even its first line is whole, and what there was stays beside it', async () => {
    await using folder = await makeFolder();
    const file = path.join(folder.path, 'main.cast');
    await writeFile(file, '{"version":2,"wid');
    await using recordings = await openTestRecordings(folder.path);
    expect(await recordings.list()).toEqual([]);
    recordings.tape('main').shellStarted('/bin/bash', size, 'a-shell');
    await recordings.flush();
    expect((await readCast(folder.path)).header).toMatchObject(size);
    expect((await readdir(folder.path)).filter((name) => !name.endsWith('-place'))).toHaveLength(2);
  });
});

describe('a flood', () => {
  test('of 100 MB is cut in its middle; its head and its end are there, and what comes after', async () => {
    await using folder = await makeFolder();
    {
      await using recordings = await openTestRecordings(folder.path);
      const tape = recordings.tape('main');
      tape.shellStarted('/bin/bash', size, 'a-shell');
      tape.commandBegun(command);
      let row = 0;
      for (let chunk = 0; chunk < 1_600; chunk += 1) {
        const rows: string[] = [];
        for (let bytes = 0; bytes < 65_000; bytes += 65) rows.push(`${String(row++).padStart(63, '.')}\r\n`);
        tape.output(Buffer.from(rows.join('')));
        if (chunk % 200 === 199) await recordings.flush();
      }
      tape.commandEnded({ ...command, exitCode: 0 });
      tape.output(Buffer.from('$ next\r\n'));
      await recordings.flush();
      const [info] = await recordings.list();
      expect(info?.bytes).toBeLessThan(labPolicy.head + labPolicy.tail + 50_000);
      expect(info?.cuts).toBe(1);
    }
    const { events } = await readCast(folder.path);
    const text = outputOf(events);
    expect(text.match(/вырезано/g)).toHaveLength(1);
    expect(text).toMatch(/── вырезано \d+,\d МиБ вывода ──/);
    const rows = text.split('\r\n').filter((line) => /^\.+\d+$/.test(line));
    expect(rows[0]).toMatch(/\.0$/);
    expect(text).toContain(`.1599999\r\n`);
    expect(text.endsWith('$ next\r\n')).toBe(true);
    const [cut] = marksOf(events).filter((mark) => mark?.kind === 'cut');
    expect(rows.length * 65 + (cut?.kind === 'cut' ? cut.bytes : 0)).toBe(1_600_000 * 65);
  });

  test('of floods leaves the run under its limit, and its newest end is always there', async () => {
    await using folder = await makeFolder();
    const policy = { ...labPolicy, head: 40_000, tail: 20_000, slack: 50_000, run: 400_000, thinned: 300_000 };
    await using recordings = await openTestRecordings(folder.path, { policy });
    for (const name of ['main', 'leader']) recordings.tape(name).shellStarted('/bin/bash', size, 'a-shell');
    for (let round = 0; round < 60; round += 1) {
      const name = round % 3 === 0 ? 'leader' : 'main';
      const tape = recordings.tape(name);
      tape.commandBegun({ ...command, text: `command ${round}` });
      tape.output(Buffer.from(`\x1b[32mпрогресс ${round}\x1b[0m\r\n`.repeat(round % 7 === 0 ? 5 : 2_000)));
      tape.output(Buffer.from(`end of ${round}\r\n`));
      tape.commandEnded({ ...command, exitCode: 0 });
      const list = await recordings.list();
      expect(list.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(policy.run);
      const { events } = await readCast(folder.path, name);
      expect(outputOf(events).endsWith(`end of ${round}\r\n`)).toBe(true);
      expect((await stat(path.join(folder.path, `${name}.cast`))).size).toBe(
        list.find(({ terminal }) => terminal === name)?.bytes,
      );
    }
    // Short commands and the markers of all are there still.
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toContain('end of 7\r\n');
    expect(marksOf(events).filter((mark) => mark?.kind === 'command-begun')).toHaveLength(40);
  });
});

describe('what must not be read', () => {
  test('is not written, in any chunk, marker or end', async () => {
    await using folder = await makeFolder();
    const secrets = ['s3cret-of-the-lab'];
    {
      await using recordings = await openTestRecordings(folder.path, { secrets: () => secrets });
      const tape = recordings.tape('main');
      tape.shellStarted('/bin/bash', size, 'a-shell');
      tape.commandBegun({ ...command, text: 'PGPASSWORD=s3cret-of-the-lab psql' });
      for (const letter of 's3cret-of-the-lab') {
        tape.output(Buffer.from(letter));
        await recordings.flush();
      }
      secrets.push('another-one');
      tape.output(Buffer.from('\r\nanother-one\r\n'));
      tape.output(Buffer.from('\x1b]133;C;nonce;another-one\x07s3cret-of-the'));
    }
    const text = await readFile(path.join(folder.path, 'main.cast'), 'utf8');
    expect(text).not.toContain('s3cret-of-the-lab');
    expect(text).not.toContain('another-one');
    expect(text).not.toContain(']133');
    expect(outputOf((await readCast(folder.path)).events)).toBe(`${mask}\r\n${mask}\r\ns3cret-of-the`);
  });

  test('is taken out of what was recorded when it is known later, and out of what follows', async () => {
    await using folder = await makeFolder();
    await using recordings = await openTestRecordings(folder.path);
    for (const name of ['main', 'leader']) {
      const tape = recordings.tape(name);
      tape.shellStarted('/bin/bash', size, 'a-shell');
      for (const letter of 'my name is Иван ') tape.output(Buffer.from(letter));
      tape.output(Buffer.from('Пет\x1b[1mров, группа 5\r\n'));
      await recordings.flush();
      tape.resized({ columns: 90, rows: 30 });
      tape.output(Buffer.from('not yet written: Иван Петров'));
    }
    const before = (await readCast(folder.path)).events;
    expect(await recordings.redact(['Иван Петров'])).toBe(4);
    recordings.tape('main').output(Buffer.from(' and again Иван Петров'));
    await recordings.flush();
    for (const name of ['main', 'leader']) {
      expect(await readFile(path.join(folder.path, `${name}.cast`), 'utf8')).not.toMatch(/Иван|Петров/);
    }
    const { events } = await readCast(folder.path);
    expect(outputOf(events)).toBe(`my name is ${mask}\x1b[1m, группа 5\r\nnot yet written: ${mask} and again ${mask}`);
    const place = ({ data }: { readonly data: string }) => data.includes(', группа');
    expect(events.find(place)?.seconds).toBe(before.find(place)?.seconds);
    await expect(recordings.redact(['\r\n и '])).rejects.toMatchObject({ code: 'redaction-too-short' });
  });
});

test('a disk that does not take it is told of once, and everything is written when it does again', async () => {
  await using folder = await makeFolder();
  const reported: unknown[] = [];
  await using recordings = await openTestRecordings(path.join(folder.path, 'run'), {
    report: (error) => reported.push(error),
  });
  const tape = recordings.tape('main');
  tape.shellStarted('/bin/bash', size, 'a-shell');
  const file = path.join(folder.path, 'run', 'main.cast');
  // A folder in its place stands for a disk that refuses.
  await mkdir(file);
  tape.output(Buffer.from('first '));
  await recordings.flush();
  tape.output(Buffer.from('second'));
  await recordings.flush();
  expect(reported).toHaveLength(1);
  await rmdir(file);
  await recordings.flush();
  await recordings.flush();
  expect(outputOf((await readCast(path.join(folder.path, 'run'))).events)).toBe('first second');
});
