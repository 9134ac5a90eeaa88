// oxlint-disable-next-line typescript/triple-slash-reference -- the declarations of a package without usable ones can't be imported
/// <reference path="./node-pty.d.ts" />
import { spawn } from 'node-pty';
import { createKeyboard } from './keyboard.ts';
import type { PtyOptions } from './pty-options.ts';

/** A pty of this process with its program. */
export type NativePty = {
  readonly pid: number;
  write(bytes: Buffer): void;
  resize(columns: number, rows: number): void;
  /** Stops reading: the kernel's buffer fills up and the program waits in its next write. */
  pause(): void;
  resume(): void;
};

export type NativePtyEvents = {
  readonly data: (chunk: Buffer) => void;
  /** Called once, after the last data. */
  readonly exit: (exitCode: number) => void;
};

/** How often a paused pty is asked whether its program has ended, in milliseconds. */
const pausedCheck = 50;

/** Starts a program on a pty of its own. */
export function startNativePty(options: PtyOptions, events: NativePtyEvents): NativePty {
  const pty = spawn(options.file, [...options.args], {
    name: options.environment.TERM ?? 'xterm-256color',
    cols: options.columns,
    rows: options.rows,
    cwd: options.directory,
    env: { ...options.environment },
    encoding: null,
  });
  let ended = false;
  let watch: NodeJS.Timeout | undefined;
  // Between the program's end and the end of its output node-pty closes the descriptor, whose number is free then.
  const isOpen = () => !ended && isAlive(pty.pid);
  const keyboard = createKeyboard(pty.fd, isOpen);
  const goOn = () => {
    clearInterval(watch);
    watch = undefined;
    pty.resume();
  };
  const end = () => {
    ended = true;
    clearInterval(watch);
    keyboard[Symbol.dispose]();
  };
  pty.onData(events.data);
  pty.on('close', end);
  pty.onExit(({ exitCode, signal }) => {
    end();
    events.exit(signal ? 128 + signal : exitCode);
  });
  return {
    pid: pty.pid,
    write: (bytes) => keyboard.write(bytes),
    resize: (columns, rows) => {
      if (isOpen()) pty.resize(columns, rows);
    },
    pause: () => {
      if (ended || watch) return;
      pty.pause();
      // 200 ms after its program has ended node-pty closes the pty, read or not: the rest is fetched before that.
      watch = setInterval(() => {
        if (!isAlive(pty.pid)) goOn();
      }, pausedCheck);
    },
    resume: () => {
      if (!ended && watch) goOn();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
