import type { CommandRecord } from '#protocol/command.ts';
import { parseInteger, parseRecord } from '#protocol/parse.ts';
import type { Size } from './session.ts';

/** A place in what is told of a shell: behind so many bytes of its output, and so many of the marks that stand there. */
export type ShellPlace = { readonly marker: string; readonly told: number; readonly marks: number };

/**
 * What a terminal's recording is told, in the order of the stream and in the middle of it:
 * every call returns at once and never throws. Keystrokes are not among it.
 */
export type Tape = {
  /** The first shell of this server, or the next one after an end; its marker tells it from all others. */
  shellStarted(shell: string, size: Size, marker?: string): void;
  /**
   * The shell of a killed server goes on: what follows was told before, from this place on, and what of that is on disk
   * already is not written twice.
   * @param replayedAt when what is told again was said, null for the present
   */
  shellGoesOn(shell: string, size: Size, from: ShellPlace & { readonly replayedAt: () => number | null }): void;
  /** How far the shell has been told. */
  readonly place: ShellPlace;
  /** Settles when what was told up to now is on disk, or can't be written. */
  written(): Promise<void>;
  shellEnded(exitCode: number | null): void;
  /** The bytes belong to somebody else: what is kept of them is copied. */
  output(bytes: Buffer): void;
  resized(size: Size): void;
  /** Seconds from the recording's beginning to now. */
  position(): number;
  /** Returns where in the recording that is, in seconds from its beginning. */
  commandBegun(command: CommandRecord): number;
  commandEnded(command: CommandRecord): void;
};

/** Reads a place of this shell; without one it is the beginning. */
export function parsePlace(marker: string, value: unknown): ShellPlace {
  const raw = value === null ? { told: 0, marks: 0 } : parseRecord(value, 'place');
  return {
    marker,
    told: parseInteger(raw.told, 'place.told', 0, Number.MAX_SAFE_INTEGER),
    marks: parseInteger(raw.marks, 'place.marks', 0, Number.MAX_SAFE_INTEGER),
  };
}
