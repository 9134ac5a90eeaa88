import type { CastHeader } from '#protocol/cast.ts';
import { formatMarkLabel, type RecordingMark } from '#protocol/recording.ts';
import type { Size } from '../terminal/session.ts';
import { softReset } from '../terminal/soft-reset.ts';
import type { ShellPlace, Tape } from '../terminal/tape.ts';
import { notice } from './cut-mark.ts';
import type { Intake } from './intake.ts';

export type TapeOptions = {
  readonly terminal: string;
  readonly intake: Intake;
  readonly now: () => number;
  /** Called when there is something to write. */
  readonly dirty: () => void;
  /** What earlier servers recorded: its first line, and the seconds of its end. */
  readonly goesOnFrom: { readonly header: CastHeader; readonly seconds: number; readonly isEmpty: boolean } | null;
  /** Told the first line of a new recording. */
  readonly begun: (header: CastHeader) => void;
  /**
   * Goes on at the byte with what a killed server recorded of this shell.
   * @returns where that is; `unknown` is a shell whose recording may lack something
   */
  readonly goOn: (marker: string) => ShellPlace | 'nothing' | 'unknown';
  /** Writes everything that was told up to now. */
  readonly written: () => Promise<void>;
};

/** Creates the terminal's side of a recording: it begins with the first shell, or goes on with it after a visible gap. */
export function createTape(options: TapeOptions): Tape {
  const { terminal, intake, dirty, goesOnFrom, begun, goOn, written } = options;
  let replayedAt: () => number | null = () => null;
  let place: ShellPlace = { marker: '', told: 0, marks: 0 };
  /** Bytes that are told again and are on disk, and the marks behind the last of them. */
  let known = { bytes: 0, marks: 0 };
  let startedAt = goesOnFrom?.header.startedAt ?? null;
  let size: Size | null = null;
  let shells = 0;
  let latest = goesOnFrom ? goesOnFrom.header.startedAt + goesOnFrom.seconds * 1_000 : 0;

  const now = () => (latest = Math.max(latest, Math.floor(replayedAt() ?? options.now())));
  const secondsAt = (at: number) => Math.max(0, (at - (startedAt ?? at)) / 1_000);
  const mark = (at: number, what: RecordingMark) => {
    if (startedAt === null) return;
    place = { ...place, marks: place.marks + 1 };
    if (known.bytes > 0) return;
    if (known.marks > 0) {
      known.marks -= 1;
      return;
    }
    // Whatever follows stands behind it, also what is told again by the clock of the ptys' owner.
    latest = Math.max(latest, at);
    intake.mark(at, formatMarkLabel(what));
    dirty();
  };
  const resized = (next: Size) => {
    if (startedAt === null || (size?.columns === next.columns && size.rows === next.rows)) return;
    size = next;
    if (known.bytes > 0) return;
    intake.resize(now(), next.columns, next.rows);
    dirty();
  };

  const shellStarted: Tape['shellStarted'] = (shell, { columns, rows }, marker = '') => {
    const at = now();
    if (startedAt === null) {
      // Whole seconds: the format has no finer zero.
      startedAt = Math.floor(at / 1_000) * 1_000;
      size = { columns, rows };
      const environment = { TERM: 'xterm-256color', SHELL: shell };
      begun({ columns, rows, startedAt, title: terminal, environment });
    } else if (goesOnFrom && !goesOnFrom.isEmpty && shells === 0) {
      const gap = Math.round(secondsAt(at) - goesOnFrom.seconds);
      mark(at, { kind: 'gap', seconds: gap });
      intake.output(at, softReset);
      intake.output(at, Buffer.from(notice(`перерыв ${formatDuration(gap)}: лаборатория не работала`)));
    }
    shells += 1;
    mark(at, { kind: 'shell-started' });
    resized({ columns, rows });
    place = { marker, told: 0, marks: 0 };
    intake.place(at, place);
  };

  return {
    shellStarted,
    shellGoesOn: (shell, shellSize, { replayedAt: replayed, ...from }) => {
      replayedAt = replayed;
      const onDisk = goOn(from.marker);
      if (onDisk === 'nothing' && from.told === 0) return shellStarted(shell, shellSize, from.marker);
      shells += 1;
      const reached = typeof onDisk === 'string' || onDisk.told < from.told ? null : onDisk;
      if (!reached) {
        mark(latest, { kind: 'gap', seconds: 0 });
        intake.output(latest, Buffer.from(notice('здесь может не хватать части вывода')));
      }
      place = from;
      const bytes = reached ? reached.told - from.told : 0;
      // Behind the same byte some of the marks stand before this place.
      known = { bytes, marks: reached ? reached.marks - (bytes === 0 ? from.marks : 0) : 0 };
      // Not the present: what is told again next was said before it, and would all be stamped with it.
      intake.place(latest, reached ?? from);
    },
    get place() {
      return place;
    },
    written,
    shellEnded: (exitCode) => mark(now(), { kind: 'shell-ended', exitCode }),
    output: (bytes) => {
      if (startedAt === null) return;
      place = { ...place, told: place.told + bytes.length, marks: 0 };
      const again = Math.min(known.bytes, bytes.length);
      known = { bytes: known.bytes - again, marks: again === bytes.length ? known.marks : 0 };
      if (again === bytes.length) return;
      intake.output(now(), again === 0 ? bytes : bytes.subarray(again));
      dirty();
    },
    resized,
    position: () => secondsAt(now()),
    commandBegun: ({ startedAt: begunAt, stepCommand, text }) => {
      const at = Math.max(begunAt ?? now(), latest);
      mark(at, { kind: 'command-begun', stepCommand, text });
      return secondsAt(at);
    },
    commandEnded: ({ endedAt, stepCommand, exitCode, sqlState }) => {
      mark(Math.max(endedAt ?? now(), latest), { kind: 'command-ended', stepCommand, exitCode, sqlState });
    },
  };
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds} с`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} мин ${seconds % 60} с` : `${Math.floor(minutes / 60)} ч ${minutes % 60} мин`;
}
