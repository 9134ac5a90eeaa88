import { createHeadless } from './headless.ts';
import { createOpenSequence } from './open-sequence.ts';
import { followModes } from './screen-modes.ts';

/** A screen as bytes that draw it on an empty terminal of this size. */
export type Snapshot = { readonly bytes: Buffer; readonly columns: number; readonly rows: number };

/** What a terminal shows, kept on the server so that a page can come back to it. */
export type Screen = Disposable & {
  /** Bytes that were written and have not been drawn yet. */
  readonly pending: number;
  write(chunk: Buffer): void;
  resize(columns: number, rows: number): void;
  /** The screen after exactly the bytes that were written before the call. */
  snapshot(): Promise<Snapshot>;
  /**
   * The screen without what scrolled off: cheap. `isWhole` says whether all of that has been pushed out since, so that
   * this and the bytes from then on make the present screen. Null where nothing scrolls off, as in a full-screen program.
   */
  visible(): Promise<(Snapshot & { readonly isWhole: () => boolean }) | null>;
  /** Whether the program at the screen asked for pasted text to be bracketed. */
  bracketedPaste(): Promise<boolean>;
};

/** Lines that scroll off and are kept. */
const scrollback = 5_000;
/** Milliseconds that bytes may wait, so that drawing stays off the way of a key's echo. */
const batchDelay = 10;
const batchBytes = 128 * 1024;

/** Creates an empty screen; `drawn` is called whenever pending bytes became fewer. */
export function createScreen(size: { readonly columns: number; readonly rows: number }, drawn: () => void): Screen {
  const { terminal, serialize } = createHeadless({ ...size, scrollback });
  const modes = followModes(terminal);
  const open = createOpenSequence();
  let batch: Buffer[] = [];
  let batched = 0;
  let pending = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    if (batched === 0) return;
    const bytes = Buffer.concat(batch, batched);
    batch = [];
    batched = 0;
    terminal.write(bytes, () => {
      open.push(bytes);
      pending -= bytes.length;
      drawn();
    });
  };
  /** Runs `read` when everything written so far is drawn, before anything written later is. */
  const afterDrawing = <Value>(read: () => Value): Promise<Value> => {
    draw();
    return new Promise((resolve, reject) => {
      terminal.write('', () => {
        try {
          resolve(read());
        } catch (error) {
          reject(error);
        }
      });
    });
  };

  const take = (scrolledOff?: number): Snapshot => ({
    bytes: Buffer.concat([Buffer.from(serialize(scrolledOff) + modes.serialize()), open.bytes()]),
    columns: terminal.cols,
    rows: terminal.rows,
  });

  return {
    get pending() {
      return pending;
    },
    write: (chunk) => {
      batch.push(chunk);
      batched += chunk.length;
      pending += chunk.length;
      if (batched >= batchBytes) draw();
      else timer ??= setTimeout(draw, batchDelay);
    },
    resize: (columns, rows) => {
      draw();
      terminal.write('', () => terminal.resize(columns, rows));
    },
    snapshot: () => afterDrawing(() => take()),
    visible: () =>
      afterDrawing(() => {
        if (terminal.buffer.active.type === 'alternate') return null;
        const marker = terminal.registerMarker(0);
        return { ...take(0), isWhole: () => marker?.isDisposed ?? false };
      }),
    bracketedPaste: () => afterDrawing(() => terminal.modes.bracketedPasteMode),
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      terminal.dispose();
    },
  };
}
