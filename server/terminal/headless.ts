import { SerializeAddon } from '@xterm/addon-serialize';
import { Unicode11Addon } from '@xterm/addon-unicode11';
// oxlint-disable-next-line import/default -- CommonJS, whose names Node cannot see
import headlessModule from '@xterm/headless';
import type { IUnicodeVersionProvider, Terminal } from '@xterm/headless';
import { boundedMarks } from '#protocol/bounded-marks.ts';

const alternateScreen = '\x1b[?1049h\x1b[H';

/** A terminal without a display. What it would answer to queries goes nowhere: nobody listens to its `onData`. */
export function createHeadless(options: {
  readonly columns: number;
  readonly rows: number;
  readonly scrollback: number;
}): {
  readonly terminal: Terminal;
  /** `scrollback`: how many of the lines that scrolled off; all of them when it is left out. */
  readonly serialize: (scrollback?: number) => string;
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
  return {
    terminal,
    // The serializer ends the normal screen with the present colours, and begins the alternate one as if there were none.
    serialize: (scrollback) =>
      serializer
        .serialize(scrollback === undefined ? {} : { scrollback })
        .replace(alternateScreen, `\x1b[0m${alternateScreen}`),
  };
}
