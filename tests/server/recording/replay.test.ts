import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHeadless } from '../../../server/terminal/headless.ts';
import { startNativePty } from '../../../server/pty-owner/native-pty.ts';
import type { Size } from '../../../server/terminal/session.ts';
import {
  attachClient,
  openTestTerminals,
  runToEnd,
  shellCommand,
  waitForActivity,
  waitForEnd,
  type TestClient,
} from '../terminal/test-terminals.ts';
import { makeFolder, marksOf, openTestRecordings, outputOf, readCast, size } from './test-recordings.ts';

/** A screen that bytes and sizes are played on. */
function createPlayer({ columns, rows }: Size) {
  const { terminal, serialize } = createHeadless({ columns, rows, scrollback: 10_000 });
  return {
    write: (bytes: string | Buffer) =>
      new Promise<void>((resolve) => {
        terminal.write(bytes, resolve);
      }),
    resize: (next: Size) => terminal.resize(next.columns, next.rows),
    screen: serialize,
  };
}

/** The screen that somebody has who plays the file. */
async function playedScreen(dir: string, untilSeconds = Infinity): Promise<string> {
  const { header, events } = await readCast(dir);
  const player = createPlayer(header);
  for (const { seconds, code, data } of events) {
    if (seconds > untilSeconds) break;
    if (code === 'o') await player.write(data);
    const [columns, rows] = code === 'r' ? data.split('x').map(Number) : [];
    if (columns && rows) player.resize({ columns, rows });
  }
  return player.screen();
}

/** What a page does that was there from the start. */
function follow(client: TestClient) {
  const sizes: { readonly from: number; readonly size: Size }[] = [];
  return {
    resize: (next: Size) => {
      client.attachment.resize(next);
      sizes.push({ from: client.bytes().length, size: next });
    },
    screen: async () => {
      const player = createPlayer(size);
      let at = 0;
      for (const { from, size: next } of sizes) {
        await player.write(client.bytes().subarray(at, from));
        player.resize(next);
        at = from;
      }
      await player.write(client.bytes().subarray(at));
      return player.screen();
    },
  };
}

/** Colours, wide and combined characters, a progress bar, a title, scroll regions. */
const colourful = [
  String.raw`for i in $(seq 400); do printf '\e[3%dmстрока %d 日本 e\u0301\e[0m\n' $((i % 8)) $i; done`,
  String.raw`for i in $(seq 100); do printf '\r%3d%% [%-50s]' $i "$(printf '#%.0s' $(seq $((i / 2))))"; done; echo`,
  String.raw`printf '\e]0;title\a\e[5;10r\e[10;1H\n\n\nscrolled\e[r\e[20;1H'`,
];

describe('a recording that is played', () => {
  test('gives the screen of the live session: colours, sizes, and a full-screen program that is still there', async () => {
    await using folder = await makeFolder();
    await using recordings = await openTestRecordings(folder.path);
    await using lab = await openTestTerminals({ tape: recordings.tape });
    const client = attachClient(lab.terminals, 'main', size);
    const live = follow(client);
    for (const command of colourful) await runToEnd(lab.terminals, command);
    live.resize({ columns: 60, rows: 12 });
    await runToEnd(lab.terminals, 'seq 30; printf "%0150d\\n" 7');
    live.resize({ columns: 110, rows: 40 });
    await runToEnd(lab.terminals, 'echo wider');
    await recordings.flush();
    expect(await playedScreen(folder.path)).toBe(await live.screen());

    const fullScreen = String.raw`printf '\e[?1049h\e[?25l\e[2J\e[3;5Hfull \e[7mscreen\e[0m'; read -r key; printf '\e[?25h\e[?1049l'`;
    const { id } = await lab.terminals.run('main', shellCommand(fullScreen));
    await client.waitForText('screen\x1b[0m');
    await recordings.flush();
    const full = await playedScreen(folder.path);
    expect(full).toContain('\x1b[?1049h');
    expect(full).toBe(await live.screen());

    client.type('\r');
    await waitForEnd(lab.terminals, id);
    client.type('exit 3\r');
    await waitForActivity(lab.terminals, 'closed');
    client.attachment.restart();
    await runToEnd(lab.terminals, 'echo again');
    await recordings.flush();
    expect(await playedScreen(folder.path)).toBe(await live.screen());
    const shells = marksOf((await readCast(folder.path)).events).filter((mark) => mark?.kind.startsWith('shell'));
    expect(shells).toEqual([
      { kind: 'shell-started' },
      { kind: 'shell-ended', exitCode: 3 },
      { kind: 'shell-started' },
    ]);
  });

  test('shows at the place that a command names what stood there when it began', async () => {
    await using folder = await makeFolder();
    await using recordings = await openTestRecordings(folder.path);
    await using lab = await openTestTerminals({ tape: recordings.tape });
    await runToEnd(lab.terminals, 'echo first');
    const { recordedFrom } = await runToEnd(lab.terminals, 'sleep 0.1; echo second', { stepCommand: 'second' });
    await recordings.flush();
    const { events } = await readCast(folder.path);
    const marker = events.find(({ code, data }) => code === 'm' && data === '▶ second: sleep 0.1; echo second');
    expect(marker?.seconds).toBe(recordedFrom);
    const screen = await playedScreen(folder.path, recordedFrom);
    expect(screen).toContain('echo second');
    expect(screen).not.toMatch(/^second/m);
    expect(events.filter(({ code }) => !'orm'.includes(code))).toEqual([]);
  });

  test('holds nothing of a password that was typed without an echo', async () => {
    await using folder = await makeFolder();
    await using recordings = await openTestRecordings(folder.path);
    await using lab = await openTestTerminals({ tape: recordings.tape });
    const client = attachClient(lab.terminals, 'main', size);
    // `read -s` prompts before it turns the echo off: whoever types that fast would see the first keys.
    const ask = 'stty -echo; echo "Password:"; read -r word; stty echo; echo thanks';
    const { id } = await lab.terminals.run('main', shellCommand(ask));
    await client.waitForText('Password:\r\n');
    client.type('typed-in-the-dark\r');
    await waitForEnd(lab.terminals, id);
    await recordings.flush();
    expect(outputOf((await readCast(folder.path)).events)).toContain('thanks');
    expect(await readFile(path.join(folder.path, 'main.cast'), 'utf8')).not.toContain('typed-in-the-dark');
  });
});

/** The distribution's own player; `npm test` brings it where it may. */
const asciinema = process.env.LAB_ASCIINEMA ?? '/usr/bin/asciinema';

test.skipIf(!existsSync(asciinema))('asciinema of the distribution plays it to the same screen', async () => {
  await using folder = await makeFolder();
  await using recordings = await openTestRecordings(folder.path);
  await using lab = await openTestTerminals({ tape: recordings.tape });
  const client = attachClient(lab.terminals, 'main', size);
  const live = follow(client);
  for (const command of colourful) await runToEnd(lab.terminals, command);
  await recordings.flush();
  const file = path.join(folder.path, 'main.cast');
  for (const args of [
    ['cat', file],
    ['play', '--speed', '1000', file],
  ]) {
    const player = createPlayer(size);
    const chunks: Buffer[] = [];
    const exitCode = await new Promise<number>((resolve) => {
      const environment = { PATH: process.env.PATH ?? '', HOME: folder.path, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
      startNativePty(
        { file: asciinema, args, directory: folder.path, environment, ...size },
        { data: (chunk) => chunks.push(chunk), exit: resolve },
      );
    });
    expect(exitCode, Buffer.concat(chunks).toString().slice(-500)).toBe(0);
    await player.write(Buffer.concat(chunks));
    expect(visibleRows(player.screen())).toEqual(visibleRows(await live.screen()));
  }
});

/** The last rows with something on them; asciinema ends with a line of its own. */
function visibleRows(screen: string): string[] {
  const rows = screen
    .replaceAll('\x1b[?2004h', '')
    .split('\r\n')
    .map((row) => row.trimEnd());
  return rows.slice(-20, -1);
}
