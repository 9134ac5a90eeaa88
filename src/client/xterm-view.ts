import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ITheme, type IUnicodeVersionProvider, Terminal } from '@xterm/xterm';
import { boundedMarks } from '#protocol/bounded-marks.ts';
import { boundStrings } from '#protocol/bounded-strings.ts';
import { terminalLimits } from '#protocol/terminal.ts';
import type { TerminalScreen } from './terminal-connection.ts';

export type XtermEvents = {
  readonly onType: (text: string) => void;
  readonly onTypeBinary: (text: string) => void;
  readonly onTitle: (title: string) => void;
  /** The element's size gave another number of columns and rows. */
  readonly onFit: (columns: number, rows: number) => void;
  /** False when the page took the key and the program shall not get it. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** `plain` when the address stands on the screen as it is; else a program hid it behind a text (OSC 8). */
  readonly onLink: (address: string, plain: boolean) => void;
};

export type XtermOptions = {
  readonly theme: ITheme;
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly screenReader: boolean;
  readonly label: string;
};

/** xterm.js in an element of the page; the one file that imports it. */
export type XtermView = TerminalScreen & {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** Fits columns and rows to the element: with the next frame, or at once. */
  fit(): void;
  fitNow(): void;
  /** Watches: nothing is typed here, and the size is the other tab's. */
  watch(on: boolean): void;
  /** The text of the screen and what has scrolled away, for tests and for people who copy all of it. */
  text(): string;
  dispose(): void;
};

/** Opens xterm in `host`; fonts must be there already, it measures them at once. */
export function openXterm(host: HTMLElement, options: XtermOptions, events: XtermEvents): XtermView {
  const terminal = new Terminal({
    theme: options.theme,
    fontFamily: options.fontFamily,
    fontSize: options.fontSize,
    screenReaderMode: options.screenReader,
    lineHeight: 1.25,
    scrollback: terminalLimits.scrollback,
    cursorBlink: false,
    minimumContrastRatio: 4.5,
    macOptionIsMeta: true,
    rightClickSelectsWord: false,
    // No program may ask for the window's title, size or place, or change them.
    windowOptions: {},
    // Unicode 11 widths are still called a proposed API.
    allowProposedApi: true,
    // It would tell the console of every byte of noise that is no sequence, thousands a second.
    logLevel: 'off',
    linkHandler: { activate: (_event, address) => events.onLink(address, false) },
  });
  const bound = boundStrings();
  const fitting = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(search);
  // Its table with a bound: what the add-on registers goes through ours.
  new Unicode11Addon().activate(
    Object.create(terminal, {
      unicode: {
        value: { register: (widths: IUnicodeVersionProvider) => terminal.unicode.register(boundedMarks(widths)) },
      },
    }),
  );
  terminal.unicode.activeVersion = '11';
  terminal.loadAddon(new WebLinksAddon((_event, address) => events.onLink(address, true)));
  terminal.attachCustomKeyEventHandler(events.onKey);
  terminal.onData(events.onType);
  terminal.onBinary(events.onTypeBinary);
  terminal.onTitleChange(events.onTitle);
  terminal.open(host);
  terminal.textarea?.setAttribute('aria-label', options.label);

  let frame = 0;
  let watches = false;
  function fitNow(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    if (watches) return;
    // Hidden or folded: its size says nothing about the terminal's.
    if (host.clientWidth < 60 || host.clientHeight < 30) return;
    const wanted = fitting.proposeDimensions();
    if (wanted === undefined || Number.isNaN(wanted.cols) || Number.isNaN(wanted.rows)) return;
    const columns = Math.min(Math.max(wanted.cols, 2), terminalLimits.maxColumns);
    const rows = Math.min(Math.max(wanted.rows, 1), terminalLimits.maxRows);
    if (columns === terminal.cols && rows === terminal.rows) return;
    terminal.resize(columns, rows);
    events.onFit(columns, rows);
  }
  const fit = () => {
    if (frame === 0) frame = requestAnimationFrame(fitNow);
  };
  const observer = new ResizeObserver(fit);
  fitNow();
  observer.observe(host);
  void drawByWebgl(terminal);

  return {
    terminal,
    search,
    fit,
    fitNow,
    watch(on) {
      watches = on;
      // Neither keys nor what xterm answers to a program.
      terminal.options.disableStdin = on;
      if (!on) fitNow();
    },
    write: (bytes, drawn) => terminal.write(bound(bytes), drawn),
    resize(columns, rows) {
      if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows);
    },
    get size() {
      return { columns: terminal.cols, rows: terminal.rows };
    },
    text() {
      const { active } = terminal.buffer;
      const lines = Array.from({ length: active.length }, (_none, row) => active.getLine(row));
      return lines
        .map((line, row) => (row > 0 && line?.isWrapped ? '' : '\n') + (line?.translateToString(true) ?? ''))
        .join('')
        .trim();
    },
    dispose() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      terminal.dispose();
    },
  };
}

/** Draws with WebGL where there is one; without, or when the context is lost, xterm draws with elements. */
async function drawByWebgl(terminal: Terminal): Promise<void> {
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl');
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch (error) {
    console.info('No WebGL here: the terminal is drawn with elements', error);
  }
}
