import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandScreen } from '../../../server/report/figures/command-screen.ts';
import { readCast } from '../../../server/report/figures/read-cast.ts';
import type { ScreenLine } from '../../../server/report/figures/screen-line.ts';
import { castOf, ranCommand, startedAt } from './sources.ts';

function textOf(line: ScreenLine): string {
  let text = '';
  for (const stretch of line) text = text.padEnd(stretch.column) + stretch.text;
  return text;
}

async function shown(cast: string, command: Parameters<typeof commandScreen>[1]): Promise<readonly string[] | null> {
  const read = await readCast(cast);
  if (read === null) throw new Error('the recording could not be read');
  const screen = await commandScreen(read, command);
  return screen === null ? null : screen.lines.map(textOf);
}

const prompt = '\x1b[1mworkspace\x1b[0m # ';

describe('the screen of a command', () => {
  const cast = castOf([
    [0.5, 'o', prompt],
    [1, 'o', 'echo before\r\nbefore\r\n'],
    [1.1, 'o', prompt],
    [1.9, 'o', 'docker compose ps\r\n\x1b[?2004l\r'],
    [2, 'm', '▶ ps: docker compose ps'],
    [2.1, 'o', 'NAME  STATUS\r\n\x1b[32mzoo\x1b[0m   Up\r\n'],
    [2.9, 'o', prompt],
    [3, 'm', '■ ps: код 0'],
    [3.5, 'o', 'echo after\r\nafter\r\n'],
  ]);

  test('begins with the line that it was typed on, and ends before the next prompt', async () => {
    expect(await shown(cast, ranCommand('ps'))).toEqual(['workspace # docker compose ps', 'NAME  STATUS', 'zoo   Up']);
  });

  test('keeps output that ends without a line feed, but not the prompt behind it', async () => {
    const bare = castOf([
      [1.1, 'o', prompt],
      [1.9, 'o', 'docker compose ps\r\n'],
      [2, 'm', '▶ ps: docker compose ps'],
      [2.9, 'o', `no feed${prompt}`],
      [3, 'm', '■ ps: код 0'],
    ]);
    expect(await shown(bare, ranCommand('ps'))).toEqual(['workspace # docker compose ps', 'no feed']);
  });

  test('has a long line as the terminal wrapped it, and a command that was wrapped from its beginning', async () => {
    const text = 'docker exec pg-master patronictl -c /postgres0.yml list';
    const narrow = castOf(
      [
        [1.1, 'o', prompt],
        [1.9, 'o', `${text}\r\n`],
        [2, 'm', `▶ ps: ${text}`],
        [2.1, 'o', `${'x'.repeat(50)}\r\n`],
        [2.9, 'o', prompt],
        [3, 'm', '■ ps: код 0'],
      ],
      { columns: 40, rows: 10 },
    );
    expect(await shown(narrow, ranCommand('ps', { text }))).toEqual([
      'workspace # docker exec pg-master patron',
      'ictl -c /postgres0.yml list',
      'x'.repeat(40),
      'x'.repeat(10),
    ]);
  });

  test('shows a progress bar as it was in the end, in the size that the terminal had then', async () => {
    const progress = castOf([
      [0.5, 'r', '100x30'],
      [1.1, 'o', prompt],
      [1.9, 'o', 'docker compose ps\r\n'],
      [2, 'm', '▶ ps: docker compose ps'],
      [2.1, 'o', ` ⠿ zoo Creating\r\n${'y'.repeat(90)}\r\n`],
      [2.2, 'o', '\x1b[2A\x1b[2K ✔ zoo Started\r\n\x1b[1B'],
      [2.9, 'o', prompt],
      [3, 'm', '■ ps: код 0'],
    ]);
    expect((await shown(progress, ranCommand('ps')))?.slice(1)).toEqual([' ✔ zoo Started', 'y'.repeat(90)]);
  });

  test('of psql begins at its prompt, also where the recording of the statement was told afterwards', async () => {
    const byHand = castOf([
      [1, 'o', 'postgres=# '],
      [1.8, 'o', 'SELECT 1;\r\n ?column? \r\n----------\r\n        1\r\n(1 row)\r\n\r\n'],
      [2.2, 'm', '▷ SELECT 1;'],
      [2.2, 'm', '□ код 0, SQLSTATE 00000'],
      [2.3, 'o', 'postgres=# '],
    ]);
    const command = ranCommand(null, {
      kind: 'sql',
      text: 'SELECT 1;',
      recordedFrom: 1.01,
      endedAt: startedAt + 2_200,
    });
    expect(await shown(byHand, command)).toEqual([
      'postgres=# SELECT 1;',
      ' ?column?',
      '----------',
      '        1',
      '(1 row)',
    ]);
  });

  test('of a real recording has all three statements with their answers', async () => {
    const text = await readFile(path.join(import.meta.dirname, 'leader.cast'), 'utf8');
    const zero = (await readCast(text))?.header.startedAt ?? 0;
    const command = ranCommand('create-and-insert', { kind: 'sql', recordedFrom: 0.923, endedAt: zero + 937 });
    expect(await shown(text, command)).toEqual([
      'postgres=# CREATE TABLE test_table (id int, data varchar);',
      'CREATE TABLE',
      "postgres=# INSERT INTO test_table VALUES('2', 'data for replic');",
      'INSERT 0 1',
      'postgres=# SELECT * FROM test_table;',
      ' id |      data',
      '----+-----------------',
      '  2 | data for replic',
      '(1 row)',
    ]);
  });

  test('keeps colours, weights, inverse and the width of wide characters', async () => {
    const colourful = castOf([
      [1.1, 'o', prompt],
      [1.9, 'o', 'docker compose ps\r\n'],
      [2, 'm', '▶ ps: docker compose ps'],
      [2.1, 'o', '\x1b[32mok\x1b[0m \x1b[1;38;2;1;2;3mbold\x1b[0m\x1b[7min\x1b[0m日本\x1b[4mu\x1b[0m\r\n'],
      [3, 'm', '■ ps: код 0'],
    ]);
    const read = await readCast(colourful);
    const screen = read === null ? null : await commandScreen(read, ranCommand('ps'));
    const found = screen?.lines[1]?.map(({ column, cells, text, look }) => ({ column, cells, text, ink: look.ink }));
    expect(found).toEqual([
      { column: 0, cells: 2, text: 'ok', ink: 2 },
      { column: 2, cells: 1, text: ' ', ink: null },
      { column: 3, cells: 4, text: 'bold', ink: '#010203' },
      { column: 7, cells: 2, text: 'in', ink: 'paper' },
      { column: 9, cells: 2, text: '日', ink: null },
      { column: 11, cells: 2, text: '本', ink: null },
      { column: 13, cells: 1, text: 'u', ink: null },
    ]);
    expect(screen?.lines[1]?.[2]?.look.bold).toBe(true);
    expect(screen?.lines[1]?.[6]?.look.underline).toBe(true);
  });

  test('of a flood is its beginning and its end, with the number of lines between', async () => {
    const lines = Array.from({ length: 600 }, (_, block) =>
      Array.from({ length: 50 }, (_, line) => `line ${block * 50 + line} of many`).join('\r\n'),
    );
    const flood = castOf([
      [1.1, 'o', prompt],
      [1.9, 'o', 'docker compose ps\r\n'],
      [2, 'm', '▶ ps: docker compose ps'],
      ...lines.map((block, index) => [2.1 + index / 10_000, 'o', `${block}\r\n`] as const),
      [2.9, 'o', prompt],
      [3, 'm', '■ ps: код 0'],
    ]);
    const read = await readCast(flood);
    const screen = read === null ? null : await commandScreen(read, ranCommand('ps'));
    const texts = screen?.lines.map(textOf) ?? [];
    expect(texts.slice(0, 2)).toEqual(['workspace # docker compose ps', 'line 0 of many']);
    expect(texts.at(-1)).toBe('line 29999 of many');
    expect(texts.length - 1 + (screen?.skippedLines ?? 0)).toBe(30_000);
    expect(screen?.skippedLines).toBeGreaterThan(10_000);
  });

  test('ends where the recording ends, and is none where it does not reach so far', async () => {
    const torn = castOf([
      [1.1, 'o', prompt],
      [1.9, 'o', 'docker compose ps\r\n'],
      [2, 'm', '▶ ps: docker compose ps'],
      [2.1, 'o', 'NAME'],
    ]);
    expect(await shown(`${torn}[2.2,"o","half`, ranCommand('ps'))).toEqual(['workspace # docker compose ps', 'NAME']);
    expect(await shown(castOf([[1, 'o', prompt]]), ranCommand('ps'))).toBeNull();
    const { recordedFrom: _, ...unrecorded } = ranCommand('ps');
    expect(await shown(cast, unrecorded)).toBeNull();
  });
});
