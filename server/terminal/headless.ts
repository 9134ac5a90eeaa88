import { setImmediate as othersTurn } from 'node:timers/promises';
import { SerializeAddon } from '@xterm/addon-serialize';
import { Unicode11Addon } from '@xterm/addon-unicode11';
// oxlint-disable-next-line import/default -- CommonJS, whose names Node cannot see
import headlessModule from '@xterm/headless';
import type { IUnicodeVersionProvider, Terminal } from '@xterm/headless';
import { boundedMarks } from '#protocol/bounded-marks.ts';

const alternateScreen = '\x1b[?1049h\x1b[H';
/** Lines that are written out in one go before others have their turn: a few milliseconds. */
const linesInOneGo = 500;

/** A terminal without a display. What it would answer to queries goes nowhere: nobody listens to its `onData`. */
export function createHeadless(options: {
  readonly columns: number;
  readonly rows: number;
  readonly scrollback: number;
}): {
  readonly terminal: Terminal;
  /** `scrollback`: how many of the lines that scrolled off; all of them when it is left out. */
  readonly serialize: (scrollback?: number) => string;
  /** The same with all lines, while others have their turns; nothing may be written meanwhile. */
  readonly serializeInTurns: () => Promise<string>;
} {
  // oxlint-disable-next-line import/no-named-as-default-member -- see above
  const terminal: Terminal = new headlessModule.Terminal({
    cols: options.columns,
    rows: options.rows,
    scrollback: options.scrollback,
    allowProposedApi: true,
    logLevel: 'off',
  });
  const serializer = new SerializeAddon();
  terminal.loadAddon(serializer);
  // The page counts widths by the same tables.
  new Unicode11Addon().activate(
    Object.create(terminal, {
      unicode: {
        value: { register: (widths: IUnicodeVersionProvider) => terminal.unicode.register(boundedMarks(widths)) },
      },
    }),
  );
  terminal.unicode.activeVersion = '11';
  // The serializer ends the normal screen with the present colours, and begins the alternate one as if there were none.
  const serialize = (scrollback?: number) =>
    serializer
      .serialize(scrollback === undefined ? {} : { scrollback })
      .replace(alternateScreen, `\x1b[0m${alternateScreen}`);
  /** The next line that begins where the terminal's user ended one, and not where the terminal wrapped it. */
  const wholeLine = (from: number): number => {
    const { normal } = terminal.buffer;
    let row = from;
    while (row > 0 && normal.getLine(row)?.isWrapped) row -= 1;
    return row;
  };
  return {
    terminal,
    serialize,
    serializeInTurns: async () => {
      const screen = terminal.buffer.normal.length - terminal.rows;
      const end = wholeLine(screen);
      let text = '';
      for (let row = 0; row < end;) {
        const next = Math.min(end, wholeLine(row + linesInOneGo) || end);
        const last = next > row ? next : end;
        const range = { start: row, end: last - 1 };
        // Each part begins as if there were no colours.
        text += `${serializer.serialize({ range, excludeModes: true, excludeAltBuffer: true })}\x1b[0m\r\n`;
        row = last;
        await othersTurn();
      }
      return text + serialize(screen - end);
    },
  };
}
