import type { CastHeader } from '#protocol/cast.ts';
import { formatMarkLabel, type RecordingMark } from '#protocol/recording.ts';
import type { Size } from '../terminal/session.ts';
import { softReset } from '../terminal/soft-reset.ts';
import type { Tape } from '../terminal/tape.ts';
import { notice } from './cut-mark.ts';
import type { Intake } from './intake.ts';

export type TapeOptions = {
  readonly terminal: string;
  readonly intake: Intake;
  readonly now: () => number;
  /** Called when there is something to write. */
  readonly dirty: () => void;
  /** What earlier servers recorded: its first line, and the seconds of its end. */
  readonly goesOnFrom: { readonly header: CastHeader; readonly seconds: number } | null;
  /** Told the first line of a new recording. */
  readonly begun: (header: CastHeader) => void;
};

/** Creates the terminal's side of a recording: it begins with the first shell, or goes on with it after a visible gap. */
export function createTape({ terminal, intake, now, dirty, goesOnFrom, begun }: TapeOptions): Tape {
  let startedAt = goesOnFrom?.header.startedAt ?? null;
  let size: Size | null = null;
  let shells = 0;

  const secondsAt = (at: number) => Math.max(0, (at - (startedAt ?? at)) / 1_000);
  const mark = (at: number, what: RecordingMark) => {
    if (startedAt === null) return;
    intake.mark(at, formatMarkLabel(what));
    dirty();
  };
  const resized = (next: Size) => {
    if (startedAt === null || (size?.columns === next.columns && size.rows === next.rows)) return;
    size = next;
    intake.resize(now(), next.columns, next.rows);
    dirty();
  };

  return {
    shellStarted: (shell, { columns, rows }) => {
      const at = now();
      if (startedAt === null) {
        // Whole seconds: the format has no finer zero.
        startedAt = Math.floor(at / 1_000) * 1_000;
        size = { columns, rows };
        const environment = { TERM: 'xterm-256color', SHELL: shell };
        begun({ columns, rows, startedAt, title: terminal, environment });
      } else if (goesOnFrom && shells === 0) {
        const gap = Math.round(secondsAt(at) - goesOnFrom.seconds);
        mark(at, { kind: 'gap', seconds: gap });
        intake.output(at, softReset);
        intake.output(at, Buffer.from(notice(`перерыв ${formatDuration(gap)}: лаборатория не работала`)));
      }
      shells += 1;
      mark(at, { kind: 'shell-started' });
      resized({ columns, rows });
    },
    shellEnded: (exitCode) => mark(now(), { kind: 'shell-ended', exitCode }),
    output: (bytes) => {
      if (startedAt === null) return;
      intake.output(now(), bytes);
      dirty();
    },
    resized,
    position: () => secondsAt(now()),
    commandBegun: ({ startedAt: begunAt, stepCommand, text }) => {
      const at = begunAt ?? now();
      mark(at, { kind: 'command-begun', stepCommand, text });
      return secondsAt(at);
    },
    commandEnded: ({ endedAt, stepCommand, exitCode, sqlState }) => {
      mark(endedAt ?? now(), { kind: 'command-ended', stepCommand, exitCode, sqlState });
    },
  };
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds} с`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} мин ${seconds % 60} с` : `${Math.floor(minutes / 60)} ч ${minutes % 60} мин`;
}
