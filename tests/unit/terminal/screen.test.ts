import { expect, test } from 'vitest';
import { createHeadless } from '../../../server/terminal/headless.ts';
import { createScreen } from '../../../server/terminal/screen.ts';
import { waitFor } from '../../wait-for.ts';

const size = { columns: 40, rows: 10 };

/** Everything a person sees in a terminal, and what its keys would send. */
function read({ terminal }: ReturnType<typeof createHeadless>) {
  const { active } = terminal.buffer;
  const lines = [];
  for (let row = 0; row < active.length; row += 1) {
    const line = active.getLine(row);
    const cells = [];
    for (let column = 0; column < terminal.cols; column += 1) {
      const cell = line?.getCell(column);
      const look = cell && [
        cell.getFgColorMode(),
        cell.getFgColor(),
        cell.getBgColor(),
        cell.isBold(),
        cell.isInverse(),
      ];
      cells.push(`${cell?.getChars() || ' '}${JSON.stringify(look)}`);
    }
    lines.push(cells.join(''));
  }
  return { type: active.type, x: active.cursorX, y: active.cursorY, modes: { ...terminal.modes }, lines };
}

async function draw(terminal: ReturnType<typeof createHeadless>, bytes: Buffer) {
  await new Promise<void>((resolve) => {
    terminal.terminal.write(bytes, resolve);
  });
}

const fullRows = Array.from({ length: 10 }, (_, row) => `\x1b[${row + 1};1H${'0123456789'.repeat(4)}`).join('');

const streams: Record<string, string> = {
  'coloured text': 'a\r\n\x1b[1;31mкрасный\x1b[0m и \x1b[48;5;24mфон\x1b[0m\r\n$ ',
  'a wrapped line and wide characters': `${'слово '.repeat(30)}\r\n日本語テキスト😀!\r\n`,
  'a long scrollback': Array.from({ length: 300 }, (_, line) => `\x1b[3${line % 8}mline ${line}\x1b[0m`).join('\r\n'),
  'a full-screen program':
    'shell\r\n$ vim\r\n\x1b[?1049h\x1b[?1h\x1b=\x1b[2;9r\x1b[Htext\x1b[10;1H\x1b[7mstatus\x1b[0m\x1b[3;5H\x1b[?2004h',
  'hidden cursor and mouse': '\x1b[?25l\x1b[?1002h\x1b[?1006htop\r\n',
  'text in the middle of a line': 'one two three\x1b[8Dx',
  'rows that are full to the last cell': `${fullRows}\x1b[3;7Habcdefghijkl\x1b[5;20Hmnopqrstuvwxyz`,
};

test.each(Object.entries(streams))('the screen comes back as it was after any byte: %s', async (_, stream) => {
  const bytes = Buffer.from(stream);
  const step = Math.max(1, Math.floor(bytes.length / 25));
  for (let cut = 0; cut <= bytes.length; cut += step) {
    using screen = createScreen(size, () => {});
    screen.write(bytes.subarray(0, cut));
    const snapshot = screen.snapshot();
    screen.write(bytes.subarray(cut));
    const page = createHeadless({ ...size, scrollback: 5_000 });
    const oracle = createHeadless({ ...size, scrollback: 5_000 });
    await draw(page, (await snapshot).bytes);
    await draw(oracle, bytes.subarray(0, cut));
    expect(read(page), `at ${cut}`).toEqual(read(oracle));
    await draw(page, bytes.subarray(cut));
    await draw(oracle, bytes.subarray(cut));
    expect(read(page), `after ${cut}`).toEqual(read(oracle));
  }
});

test('a screen of a new size is sent in that size', async () => {
  using screen = createScreen(size, () => {});
  screen.write(Buffer.from('before\r\n'));
  screen.resize(60, 20);
  screen.write(Buffer.from('after\r\n'));
  expect(await screen.snapshot()).toMatchObject({ columns: 60, rows: 20 });
});

test('gives what was written since a place, as long as it has it and the size is the same', async () => {
  using screen = createScreen(size, () => {}, 20);
  screen.write(Buffer.from('one '));
  const place = screen.position;
  screen.write(Buffer.from('two \x1b[1m'));
  expect([place, screen.since(place)?.toString(), screen.since(screen.position)?.length]).toEqual([
    4,
    'two \x1b[1m',
    0,
  ]);
  expect(screen.since(screen.position + 1)).toBeNull();
  screen.resize(60, 20);
  expect(screen.since(place)).toBeNull();
  // It may have come before the change or behind it.
  expect(screen.since(screen.position)).toBeNull();
  screen.write(Buffer.from('three'));
  const later = screen.position;
  screen.write(Buffer.from('four'));
  expect(screen.since(later)?.toString()).toBe('four');
  screen.write(Buffer.from(`${manyLines(25_000)}\r\n`));
  await waitFor('the screen to be written out', () => screen.since(later) === null);
});

test('knows whether pasted text is to be bracketed', async () => {
  using screen = createScreen(size, () => {});
  expect(await screen.bracketedPaste()).toBe(false);
  screen.write(Buffer.from('\x1b[?2004h'));
  expect(await screen.bracketedPaste()).toBe(true);
});

/** Lines of many kinds: coloured over their ends, wrapped, wide, empty, with a background to the edge. */
function manyLines(count: number): string {
  const kinds = [
    (line: number) => `line ${line}`,
    (line: number) => `\x1b[3${line % 8}mcoloured ${line}`,
    (line: number) => `\x1b[0m${'слово '.repeat(9)}${line}`,
    (line: number) => `日本語テキスト日本語テキスト日本語テキスト ${line}`,
    () => '',
    (line: number) => `\x1b[4${line % 8}m to the edge\x1b[K\x1b[0m`,
  ];
  return Array.from({ length: count }, (_, line) => kinds[(line * 7) % kinds.length]?.(line) ?? '').join('\r\n');
}

test('a long tail is written out when all is quiet: what has scrolled away is sent to nobody', async () => {
  using screen = createScreen(size, () => {}, 20);
  const oracle = createHeadless({ ...size, scrollback: 10_000 });
  const bytes = Buffer.from(`${manyLines(25_000)}\r\n\x1b[1m$\x1b[0m `);
  screen.write(bytes);
  await draw(oracle, bytes);
  const long = (await screen.snapshot()).bytes.length;
  const short = await waitFor('the screen to be written out', async () => {
    const snapshot = await screen.snapshot();
    return snapshot.bytes.length < long / 2 && snapshot;
  });
  const page = createHeadless({ ...size, scrollback: 10_000 });
  await draw(page, short.bytes);
  // Of ten thousand lines nobody reads a comparison.
  expect(page.serialize() === oracle.serialize()).toBe(true);
  // It goes on from there.
  screen.write(Buffer.from('\x1b[32mmore'));
  await draw(oracle, Buffer.from('\x1b[32mmore'));
  const later = createHeadless({ ...size, scrollback: 10_000 });
  await draw(later, (await screen.snapshot()).bytes);
  expect(later.serialize() === oracle.serialize()).toBe(true);
});
