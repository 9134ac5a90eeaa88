import { terminalLimits } from '#protocol/terminal.ts';
import { createEmulator, type Emulator } from './emulator.ts';
import { createFloodWatch } from './flood.ts';
import { createScreenTail } from './screen-tail.ts';

/** A screen as bytes that draw it on an empty terminal of this size. */
export type Snapshot = { readonly bytes: Buffer; readonly columns: number; readonly rows: number };

/** What a terminal shows, kept on the server so that a page can come back to it. */
export type Screen = Disposable & {
  /** Bytes that are kept beyond what there is room for. */
  readonly pending: number;
  write(chunk: Buffer): void;
  resize(columns: number, rows: number): void;
  /** The screen after exactly the bytes that were written before the call. */
  snapshot(): Promise<Snapshot>;
  /** Bytes that were written so far. */
  readonly position: number;
  /** What was written since; null where that is not known any more, or the size has changed since. */
  since(position: number): Buffer | null;
  /**
   * The screen without what scrolled off: cheap. `isWhole` says whether all of that has been pushed out since, so that
   * this and the bytes from then on make the present screen. Null where that can't be had without going through all bytes.
   */
  visible(): Promise<(Snapshot & { readonly isWhole: () => boolean }) | null>;
  /** Whether the program at the screen asked for pasted text to be bracketed. */
  bracketedPaste(): Promise<boolean>;
};

const { scrollback } = terminalLimits;
/** Bytes of the tail above which an earlier part is let go: text at once, and what needs an emulation by emulating it. */
const textRoom = 4 * 1024 * 1024;
const room = 1536 * 1024;
/** Bytes of the tail that are left when a part of it was emulated. */
const keptRoom = 512 * 1024;
/** Milliseconds without output after which a screen is written out, so that a page which comes back need not wait for it. */
const usualQuiet = 1_500;
/** Bytes of the tail that are worth it: they would be drawn by every page that comes, though most may have scrolled away. */
const longTail = 256 * 1024;

/**
 * Creates an empty screen; `drawn` is called whenever pending bytes became fewer.
 *
 * A screen is a checkpoint and the bytes since, as they came: nothing is emulated while a program writes. Only when the
 * tail is too long or the size changes does the checkpoint move on: over text that has scrolled away for good by a leap,
 * over everything else by emulation.
 */
export function createScreen(
  initial: { readonly columns: number; readonly rows: number },
  drawn: () => void,
  quiet = usualQuiet,
): Screen {
  const tail = createScreenTail();
  let size = initial;
  /** Where the size changed last. */
  let resizedAt = -1;
  /** The screen where the tail begins; null when only the emulator has it. */
  let checkpoint: Snapshot | null = { ...initial, bytes: Buffer.alloc(0) };
  let emulator: Emulator | null = null;
  /** How far the emulator has come in the stream, and in the changes of size. */
  let emulated = 0;
  /** Where the last leap went: whatever the screen showed before is gone from it. */
  let leapt = 0;
  const watch = createFloodWatch();
  let jobs: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isTrimming = false;
  let trimAbove = room;
  let timer: NodeJS.Timeout | undefined;
  let lastWrite = 0;
  let disposed = false;

  /** Work that moves the emulator, one at a time. */
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    waiting += 1;
    const done = jobs.then(work).finally(() => {
      waiting -= 1;
    });
    jobs = done.catch(() => undefined);
    return done;
  };

  async function emulate(to: number): Promise<Emulator> {
    emulator ??= createEmulator(checkpoint ?? { ...size, bytes: Buffer.alloc(0) }, scrollback);
    const due = tail.resizes.filter(({ at }) => at <= to);
    for (const { at, columns, rows } of due) {
      if (at > emulated) emulator.write(tail.bytes(emulated, at));
      emulated = Math.max(emulated, at);
      emulator.resize(columns, rows);
    }
    if (to > emulated) emulator.write(tail.bytes(emulated, to));
    emulated = Math.max(emulated, to);
    await emulator.done();
    // Bytes alone do not tell of a change of size, and without a checkpoint there is nothing to add them to.
    if (due.length > 0 || !checkpoint) {
      checkpoint = null;
      forget(emulated);
      writeOutWhenQuiet();
    }
    return emulator;
  }

  function forget(before: number) {
    tail.forget(before);
    drawn();
  }

  /** The whole screen as bytes where the emulator stands. */
  function writeOut(held: Emulator): Snapshot {
    checkpoint = held.serialize();
    forget(emulated);
    return checkpoint;
  }

  const hasLongTail = () => tail.end - tail.start > longTail;

  function writeOutWhenQuiet() {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (disposed) return;
      if (performance.now() - lastWrite < quiet) writeOutWhenQuiet();
      else void inTurn(rest);
    }, quiet).unref();
  }

  /** Leaves nothing but bytes: an emulator holds twelve bytes for each place of each line. */
  function letEmulatorGo() {
    emulator?.[Symbol.dispose]();
    emulator = null;
    emulated = tail.start;
  }

  async function rest(): Promise<void> {
    const { textFrom } = watch;
    if (hasLongTail() && textFrom !== null) await leap(textFrom, goneBefore());
    if (!checkpoint || tail.resizes.length > 0 || hasLongTail()) writeOut(await emulate(tail.end));
    letEmulatorGo();
  }

  /** Nothing but text has come since the last leap: its beginning is as good for a later line. */
  const isInText = () => leapt > 0 && leapt === tail.start && (watch.textFrom ?? Infinity) <= leapt;
  /** Behind which line everything would be gone that is on the screen. */
  const goneBefore = () => watch.lineBefore(scrollback + 2 * size.rows) ?? -1;

  function leapTo(line: number) {
    leapt = line;
    watch.forget(line);
    forget(line);
    letEmulatorGo();
  }

  /** Lets go what has scrolled away for good; false where that is not known without an emulation. */
  async function leap(textFrom: number, line: number): Promise<boolean> {
    if (line <= tail.start || line < textFrom || tail.resizes.length > 0) return false;
    const held = await emulate(Math.max(emulated, textFrom));
    const base = held.serializeForLeap();
    if (!base) return false;
    checkpoint = base;
    leapTo(line);
    return true;
  }

  async function trim(end: number, textFrom: number | null, line: number): Promise<void> {
    const isText = textFrom !== null && tail.resizes.length === 0;
    if (textFrom !== null && (await leap(textFrom, line))) trimAbove = room;
    else if (isText && end - tail.start < textRoom) trimAbove = textRoom;
    else {
      trimAbove = room;
      await emulate(Math.max(emulated, end - keptRoom));
      checkpoint = null;
      forget(emulated);
      writeOutWhenQuiet();
    }
  }

  function trimWhenLong() {
    if (isTrimming || tail.end - tail.start <= trimAbove) return;
    const line = goneBefore();
    if (waiting === 0 && checkpoint && line > leapt && tail.resizes.length === 0 && isInText()) return leapTo(line);
    isTrimming = true;
    const { end } = tail;
    const { textFrom } = watch;
    void inTurn(() => trim(end, textFrom, line)).finally(() => {
      isTrimming = false;
      if (!disposed) trimWhenLong();
    });
  }

  async function snapshot(): Promise<Snapshot> {
    const { end } = tail;
    if (checkpoint && tail.resizes.length === 0) return grown(checkpoint, end);
    return inTurn(async () => {
      if (checkpoint && tail.resizes.every(({ at }) => at > end)) return grown(checkpoint, end);
      return writeOut(await emulate(end));
    });
  }

  function grown(base: Snapshot, end: number): Snapshot {
    return { ...base, bytes: Buffer.concat([base.bytes, tail.view(tail.start, end)]) };
  }

  return {
    get pending() {
      return Math.max(0, tail.end - tail.start - trimAbove);
    },
    write: (chunk) => {
      lastWrite = performance.now();
      watch.push(chunk, tail.end);
      tail.push(chunk);
      trimWhenLong();
      if (hasLongTail()) writeOutWhenQuiet();
    },
    resize: (columns, rows) => {
      size = { columns, rows };
      resizedAt = tail.end;
      if (checkpoint?.bytes.length === 0 && tail.end === 0) checkpoint = { ...size, bytes: checkpoint.bytes };
      else {
        tail.resize(columns, rows);
        writeOutWhenQuiet();
      }
    },
    snapshot,
    get position() {
      return tail.end;
    },
    since: (position) => {
      const isKnown = position > resizedAt && position >= tail.start && position <= tail.end;
      return isKnown ? tail.bytes(position, tail.end) : null;
    },
    visible: async () => {
      // Behind a leap there is nothing but text: its last lines are the screen.
      const line = checkpoint && tail.resizes.length === 0 && isInText() ? watch.lineBefore(2 * size.rows) : null;
      if (!checkpoint || line === null || line < tail.start) return null;
      const { end } = tail;
      const bytes = Buffer.concat([checkpoint.bytes, tail.view(line, end)]);
      return { ...checkpoint, bytes, isWhole: () => leapt >= end };
    },
    bracketedPaste: () => {
      const { end } = tail;
      return inTurn(async () => (await emulate(end)).bracketedPaste());
    },
    [Symbol.dispose]: () => {
      disposed = true;
      clearTimeout(timer);
      emulator?.[Symbol.dispose]();
    },
  };
}
