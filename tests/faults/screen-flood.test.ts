import { describe, expect, test } from 'vitest';
import { createHeadless } from '../../server/terminal/headless.ts';
import { createScreen, type Screen } from '../../server/terminal/screen.ts';

const size = { columns: 60, rows: 12 };
const scrollback = 10_000;

type Headless = ReturnType<typeof createHeadless>;

async function draw(terminal: Headless, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    terminal.terminal.write(bytes, resolve);
  });
}

/** Every line with what has scrolled off, as bytes that draw it; and what keys would send. */
function read({ terminal, serialize }: Headless) {
  const { active } = terminal.buffer;
  return {
    x: active.cursorX,
    y: active.cursorY,
    length: active.length,
    modes: { ...terminal.modes },
    all: serialize(),
  };
}

/** A terminal that was there from the start. */
function createOracle() {
  const oracle = createHeadless({ ...size, scrollback });
  return {
    oracle,
    write: (screen: Screen, text: string | Buffer) => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += 4_095) {
        const chunk = bytes.subarray(at, at + 4_095);
        screen.write(chunk);
        oracle.terminal.write(chunk);
      }
    },
    resize: (screen: Screen, columns: number, rows: number) => {
      screen.resize(columns, rows);
      oracle.terminal.write('', () => oracle.terminal.resize(columns, rows));
    },
  };
}

/** What a page shows that comes to this screen now. */
async function comeTo(screen: Screen) {
  const { bytes, columns, rows } = await screen.snapshot();
  const page = createHeadless({ columns, rows, scrollback });
  await draw(page, bytes);
  return { columns, rows, ...read(page) };
}

/** What the terminal shows that was there from the start. */
async function shownBy(oracle: Headless) {
  await draw(oracle, Buffer.alloc(0));
  return { columns: oracle.terminal.cols, rows: oracle.terminal.rows, ...read(oracle) };
}

const before = 'shell\r\n\x1b[?2004h$ \x1b[1;32mcat\x1b[0;44m log\r\n\x1b[?2004l\x1b[?1h';
const after = '\x1b[0m\x1b[?2004h$ \x1b[3;5H\x1b[K!\x1b[12;1H';

function lines(count: number, text: (line: number) => string): string {
  return Array.from({ length: count }, (_none, line) => `${text(line)}\r\n`).join('');
}

const floods: Record<string, string> = {
  'lines of text': lines(60_000, (line) => `line ${line} of a log that goes on for a while, and says little`),
  'Russian text with tabs': lines(50_000, (line) => `строка\t${line} «журнала», которая ничего не говорит`),
  'lines longer than the screen': lines(20_000, (line) => `${line} `.repeat(40)),
  'lines without a return': `${'a\nbc\n'.repeat(300_000)}\r\n${lines(12_000, String)}`,
  'lines in colour': lines(50_000, (line) => `\x1b[3${line % 8}mline ${line}\x1b[0m of a log that goes on for a while`),
  'a program that stands between two floods': `${lines(70_000, String)}\x1b[2J\x1b[5;5Hhere\x1b[4h${lines(90_000, String)}`,
  'a flood on the alternate screen': `\x1b[?1049h${lines(200_000, (line) => `alternate ${line}`)}\x1b[?1049l`,
  'a flood between margins': `\x1b[3;9r${lines(200_000, (line) => `margin ${line}`)}\x1b[r`,
  'a flood inside of a title': `\x1b]0;${lines(200_000, (line) => `title ${line}`)}\x07${lines(20, String)}`,
  'no line ends at all': 'x'.repeat(3_000_000),
};

describe('a screen after a flood is the one of a terminal that drew every byte:', () => {
  test.each(Object.entries(floods))('%s', async (_what, flood) => {
    using screen = createScreen(size, () => {});
    const { oracle, write } = createOracle();
    write(screen, before);
    write(screen, flood);
    expect(await comeTo(screen)).toEqual(await shownBy(oracle));
    write(screen, after);
    expect(await comeTo(screen)).toEqual(await shownBy(oracle));
    write(
      screen,
      lines(50, (line) => `and on: ${line}`),
    );
    expect(await comeTo(screen)).toEqual(await shownBy(oracle));
  });

  test('also when somebody looks in the middle of it, and when its size changes', async () => {
    using screen = createScreen(size, () => {});
    const { oracle, write, resize } = createOracle();
    write(screen, before);
    for (let round = 0; round < 4; round += 1) {
      write(
        screen,
        lines(25_000, (line) => `round ${round}, line ${line} of a log that goes on`),
      );
      expect(await comeTo(screen)).toEqual(await shownBy(oracle));
      resize(screen, size.columns - 7 * round, size.rows + round);
      expect(await screen.bracketedPaste()).toBe(false);
      write(screen, '\x1b[35mcolour\x1b[0m\r\n');
      expect(await comeTo(screen)).toEqual(await shownBy(oracle));
    }
  });
});

test('text that floods costs room for the lines that are kept, however much of it comes', async () => {
  using screen = createScreen(size, () => {});
  const flood = Buffer.from(lines(20_000, (line) => `line ${line} of a log that goes on for a while, and says little`));
  let most = 0;
  for (let round = 0; round < 100; round += 1) {
    for (let at = 0; at < flood.length; at += 65_536) screen.write(flood.subarray(at, at + 65_536));
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, screen.pending);
  }
  expect(most).toBeLessThan(3 * flood.length);
});

test('a screen without its scrollback is whole when that has been pushed out', async () => {
  using screen = createScreen(size, () => {});
  const { oracle, write } = createOracle();
  write(screen, before);
  const flood = lines(30_000, (line) => `line ${line} of a log that goes on for a while, and says little`);
  write(screen, flood);
  await screen.bracketedPaste();
  const seen = await screen.visible();
  if (seen === null) throw new Error('nothing is visible behind a flood');
  expect(seen.isWhole()).toBe(false);
  expect(seen.bytes.length).toBeLessThan(10_000);
  const page = createHeadless({ columns: seen.columns, rows: seen.rows, scrollback });
  await draw(page, seen.bytes);
  write(screen, flood + flood);
  await draw(page, Buffer.from(flood + flood));
  await draw(oracle, Buffer.alloc(0));
  await screen.bracketedPaste();
  expect(seen.isWhole()).toBe(true);
  expect(read(page)).toEqual(read(oracle));
});
