import { createHeadless } from './headless.ts';
import { createOpenSequence } from './open-sequence.ts';
import { followModes } from './screen-modes.ts';
import type { Snapshot } from './screen.ts';

/** A terminal without a display that goes through the bytes of a screen. */
export type Emulator = Disposable & {
  write(bytes: Buffer): void;
  resize(columns: number, rows: number): void;
  /** Settles when everything so far is drawn. */
  done(): Promise<void>;
  /** The screen with all that scrolled off it. */
  serialize(): Snapshot;
  /**
   * The beginning of a screen on which nothing of what stands there now is left, with all its modes; null where lines do
   * not simply scroll off, or in the middle of a sequence.
   */
  serializeForLeap(): Snapshot | null;
  bracketedPaste(): boolean;
};

/** Creates an emulator that stands at a screen. */
export function createEmulator(begin: Snapshot, scrollback: number): Emulator {
  const { terminal, serialize } = createHeadless({ columns: begin.columns, rows: begin.rows, scrollback });
  const modes = followModes(terminal);
  const open = createOpenSequence();
  const write = (bytes: Buffer) => {
    terminal.write(bytes);
    open.push(bytes);
  };
  /** To the beginning of the last row. */
  const down = () => `\r${'\n'.repeat(terminal.rows)}`;
  const take = (text: string, rest: Buffer): Snapshot => ({
    bytes: Buffer.concat([Buffer.from(text), rest]),
    columns: terminal.cols,
    rows: terminal.rows,
  });
  if (begin.bytes.length > 0) write(begin.bytes);
  return {
    write,
    resize: (columns, rows) => {
      terminal.write('', () => terminal.resize(columns, rows));
    },
    done: () =>
      new Promise((resolve) => {
        terminal.write('', resolve);
      }),
    serialize: () => take(serialize() + modes.serialize(), open.bytes()),
    serializeForLeap: () => {
      const scrolls = terminal.buffer.active.type === 'normal' && !modes.hasRegion;
      if (!scrolls || open.bytes().length > 0) return null;
      return take(serialize(0) + modes.serialize() + down(), Buffer.alloc(0));
    },
    bracketedPaste: () => terminal.modes.bracketedPasteMode,
    [Symbol.dispose]: () => terminal.dispose(),
  };
}
