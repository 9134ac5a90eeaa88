import { formatCastHeader, type CastHeader } from '#protocol/cast.ts';
import { formatMarkLabel, type RecordingInfo, type RecordingMark } from '#protocol/recording.ts';
import type { Size } from '../terminal/session.ts';
import { softReset } from '../terminal/soft-reset.ts';
import type { Tape } from '../terminal/tape.ts';
import { beginCastFile, type CastFile } from './cast-file.ts';
import { notice } from './cut-mark.ts';
import { createIntake } from './intake.ts';
import type { Policy } from './policy.ts';
import { createTranscriber, type Transcriber } from './transcriber.ts';

/** The recording of one terminal. */
export type Recording = AsyncDisposable & {
  readonly tape: Tape;
  readonly path: string;
  /** Null while nothing is recorded. */
  readonly info: RecordingInfo | null;
  /** Writes what has come so far; one call at a time. */
  write(): Promise<void>;
};

export type RecordingOptions = {
  readonly terminal: string;
  readonly path: string;
  /** What earlier servers recorded, or null. */
  readonly file: CastFile | null;
  readonly now: () => number;
  readonly secrets: () => readonly string[];
  readonly policy: Policy;
  /** Called when there is something to write. */
  readonly dirty: () => void;
};

/** Lines that are read in one go before others have their turn. */
const sliceBytes = 64 * 1024;

/** Creates the recording of a terminal, or goes on with it. */
export function createRecording(options: RecordingOptions): Recording {
  const { terminal, now, secrets, policy, dirty } = options;
  const intake = createIntake(policy);
  let file = options.file;
  /** The first line, from the first shell on. */
  let header: CastHeader | null = file?.header ?? null;
  let transcriber: Transcriber | null = null;
  let size: Size | null = null;
  let cuts = 0;
  /** Lines that the disk has not taken yet. */
  let unwritten: string[] = [];
  let seconds = file?.seconds ?? 0;
  const goesOn = file !== null;
  let shells = 0;

  const secondsAt = (at: number) => (header ? Math.max(0, (at - header.startedAt) / 1_000) : 0);
  const mark = (at: number, what: RecordingMark) => {
    intake.mark(at, formatMarkLabel(what));
    dirty();
  };

  const tape: Tape = {
    shellStarted: (shell, now_) => {
      const at = now();
      header ??= {
        columns: now_.columns,
        rows: now_.rows,
        startedAt: Math.floor(at / 1_000) * 1_000,
        title: terminal,
        environment: { TERM: 'xterm-256color', SHELL: shell },
      };
      if (goesOn && shells === 0) {
        const gap = Math.round(secondsAt(at) - seconds);
        mark(at, { kind: 'gap', seconds: gap });
        intake.output(at, softReset);
        intake.output(at, Buffer.from(notice(`лаборатория не работала ${formatDuration(gap)}, новая оболочка`)));
      }
      shells += 1;
      mark(at, { kind: 'shell-started' });
      tape.resized(now_);
    },
    shellEnded: (exitCode) => {
      if (header) mark(now(), { kind: 'shell-ended', exitCode });
    },
    output: (bytes) => {
      if (!header) return;
      intake.output(now(), bytes);
      dirty();
    },
    resized: (next) => {
      if (!header) return;
      const known = size ?? (goesOn ? null : header);
      size = next;
      if (known?.columns === next.columns && known.rows === next.rows) return;
      intake.resize(now(), next.columns, next.rows);
      dirty();
    },
    commandBegun: (command) => {
      const at = command.startedAt ?? now();
      mark(at, { kind: 'command-begun', stepCommand: command.stepCommand, text: command.text });
      return secondsAt(at);
    },
    commandEnded: ({ endedAt, stepCommand, exitCode, sqlState }) => {
      mark(endedAt ?? now(), { kind: 'command-ended', stepCommand, exitCode, sqlState });
    },
  };

  async function transcribe(): Promise<void> {
    if (!header) return;
    transcriber ??= createTranscriber(header.startedAt, secrets);
    let bytes = 0;
    for (const entry of intake.take()) {
      seconds = Math.max(seconds, secondsAt(entry.at));
      if (entry.kind === 'cut') cuts += 1;
      unwritten.push(...transcriber.lines(entry));
      bytes += entry.kind === 'output' ? entry.bytes.length : 0;
      if (bytes < sliceBytes) continue;
      bytes = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    tape,
    path: options.path,
    get info() {
      if (!header) return null;
      return { terminal, bytes: file?.size ?? 0, seconds, startedAt: header.startedAt, cuts };
    },
    write: async () => {
      // What the disk did not take comes first: until it has, the intake alone grows, and that is bounded.
      if (unwritten.length === 0) await transcribe();
      if (unwritten.length === 0 || !header) return;
      file ??= await beginCastFile(options.path, formatCastHeader(header));
      await file.append(unwritten, seconds);
      unwritten = [];
    },
    [Symbol.asyncDispose]: async () => {
      if (transcriber && file) {
        const last = [...unwritten, ...transcriber.end(now())];
        if (last.length > 0) await file.append(last, seconds);
      }
      await file?.[Symbol.asyncDispose]();
    },
  };
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds} с`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} мин ${seconds % 60} с`;
  return `${Math.floor(minutes / 60)} ч ${minutes % 60} мин`;
}
