import { frame, frameInPieces, frameKind, type Moment } from './frames.ts';
import { createGather } from '../terminal/gather.ts';
import { createKeptLog } from './kept-log.ts';
import { startNativePty, type NativePty } from './native-pty.ts';
import type { PtyOptions } from './pty-options.ts';
import { steadyNow } from './steady-clock.ts';

/** A connection of a web server that looks after a terminal. */
export type Attendant = {
  /** False when it has to wait: `goOn` of the pty is called when it is to have more. */
  send(pieces: readonly Buffer[]): boolean;
};

/** A pty with everything that a later web server needs to go on with it. */
export type KeptPty = {
  readonly pid: number;
  /** What the server wants to know of it again, opaque. */
  readonly launch: string;
  readonly exitCode: number | null;
  /** Hands over: first everything since the last state, then what comes. One attendant at a time; the last one counts. */
  attend(attendant: Attendant): void;
  leave(attendant: Attendant): void;
  /** The attendant takes more. */
  goOn(): void;
  input(bytes: Buffer): void;
  resize(columns: number, rows: number): void;
  /** The attendant wants no more for now. */
  hold(on: boolean): void;
  note(moment: Moment, note: Buffer): void;
  state(moment: Moment, state: Buffer): void;
};

/** Milliseconds and bytes: in a flood a frame is full before its time is over. */
const gathering = { within: 1, enough: 32 * 1024 };
/** Bytes since the last state above which the pty waits: nothing that was said is dropped. */
const maxKept = 8 * 1024 * 1024;

export type KeptPtyStart = {
  readonly options: PtyOptions;
  readonly launch: string;
  /** What a server would begin with. */
  readonly state: Buffer;
  readonly attendant: Attendant;
};

/** Starts a program on a pty and keeps what it says. */
export function startKeptPty({ options, launch, state: first, attendant: starter }: KeptPtyStart): KeptPty {
  const log = createKeptLog();
  let state = first;
  let attendant: Attendant | null = starter;
  let exitCode: number | null = null;
  let held = false;
  let backlog = false;
  let paused = false;
  /** A flood comes in pieces of 4 KiB, and each frame wakes the server. */
  const gather = createGather((chunks) => {
    if (attendant?.send(frameInPieces(frameKind.output, chunks)) === false) backlog = true;
    balance();
  }, gathering);

  const pty: NativePty = startNativePty(options, {
    data: (chunk) => {
      log.push(steadyNow(), chunk);
      gather.push(chunk);
      balance();
    },
    exit: (code) => {
      gather.flush();
      gather[Symbol.dispose]();
      exitCode = code;
      attendant?.send([exitFrame(code)]);
    },
  });

  function balance() {
    const pause = held || backlog || log.bytes > maxKept;
    if (pause === paused) return;
    paused = pause;
    if (pause) pty.pause();
    else pty.resume();
  }

  return {
    pid: pty.pid,
    launch,
    get exitCode() {
      return exitCode;
    },
    attend: (next) => {
      // It is told from the log.
      gather.forget();
      attendant = next;
      held = false;
      // It takes all of this at once: what is kept is bounded, and nothing new comes in between.
      next.send([frame(frameKind.started, JSON.stringify({ pid: pty.pid }))]);
      next.send([frame(frameKind.state, state)]);
      log.replay({
        bytes: (at, bytes) => {
          const time = Buffer.allocUnsafe(8);
          time.writeDoubleBE(at);
          next.send(frameInPieces(frameKind.kept, [time, bytes]));
        },
        note: (note) => next.send([frame(frameKind.note, note)]),
      });
      backlog = !next.send([frame(frameKind.live)]);
      if (exitCode !== null) next.send([exitFrame(exitCode)]);
      balance();
    },
    leave: (who) => {
      if (attendant !== who) return;
      attendant = null;
      held = false;
      backlog = false;
      balance();
    },
    goOn: () => {
      backlog = false;
      balance();
    },
    input: (bytes) => pty.write(bytes),
    resize: (columns, rows) => pty.resize(columns, rows),
    hold: (on) => {
      held = on;
      balance();
    },
    note: ({ position }, note) => log.note(position, note),
    state: (moment, next) => {
      state = next;
      log.forget(moment);
      balance();
    },
  };
}

function exitFrame(exitCode: number): Buffer {
  return frame(frameKind.exit, JSON.stringify({ exitCode }));
}
