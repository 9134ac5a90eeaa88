// oxlint-disable-next-line typescript/triple-slash-reference -- the declarations of a package without usable ones can't be imported
/// <reference path="./node-pty.d.ts" />
import { spawn } from 'node-pty';

/** What a pty is started with; `environment` is the whole environment, nothing is added to it. */
export type PtyOptions = {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
};

/**
 * A pty with its program. Nothing else in the server knows node-pty, so that a pty owned by
 * another process can stand in its place.
 */
export type Pty = {
  readonly pid: number;
  write(bytes: Buffer): void;
  resize(columns: number, rows: number): void;
  /** Stops reading: the kernel's buffer fills up and the program waits in its next write. */
  pause(): void;
  resume(): void;
};

export type PtyEvents = {
  readonly data: (chunk: Buffer) => void;
  /** Called once, after the last data. */
  readonly exit: (exitCode: number) => void;
};

export type StartPty = (options: PtyOptions, events: PtyEvents) => Pty;

/** How often a paused pty is asked whether its program has ended, in milliseconds. */
const pausedCheck = 50;

/** Starts a program on a pty of its own. */
export const startPty: StartPty = (options, events) => {
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
  const goOn = () => {
    clearInterval(watch);
    watch = undefined;
    pty.resume();
  };
  pty.onData(events.data);
  pty.onExit(({ exitCode, signal }) => {
    ended = true;
    clearInterval(watch);
    events.exit(signal ? 128 + signal : exitCode);
  });
  return {
    pid: pty.pid,
    write: (bytes) => {
      if (!ended) pty.write(bytes);
    },
    resize: (columns, rows) => {
      if (!ended) pty.resize(columns, rows);
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
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
