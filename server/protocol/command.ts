import type { CommandKind } from './step.ts';

/**
 * `waiting`: typed, the shell has not begun it; `running`: begun;
 * `interactive`: begun, and now waiting at an inner prompt (psql) that commands of kind `sql` can be typed at;
 * `ended`: the prompt is back; `lost`: its terminal ended before it did.
 */
export type CommandState = 'waiting' | 'running' | 'interactive' | 'ended' | 'lost';

/** One run of a command, typed by the page, by a script or by hand. Times are milliseconds since the epoch. */
export type CommandRecord = {
  readonly id: string;
  readonly terminal: string;
  readonly kind: CommandKind;
  /** The text as it was run, placeholders filled in; empty when the shell did not tell it. */
  readonly text: string;
  /** The step's command it is a run of, or null. */
  readonly stepCommand: string | null;
  readonly state: CommandState;
  /** The shell's exit code; for SQL 0 or 1 by the last statement; null until it has ended. */
  readonly exitCode: number | null;
  /** SQLSTATE of the last statement, for SQL commands that have ended. */
  readonly sqlState: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Where it begins in its terminal's recording, in seconds from the recording's beginning; absent when it was not recorded. */
  readonly recordedFrom?: number;
};

/** A command with its output as plain text: at most the last 64 KiB, control sequences removed. */
export type CommandWithOutput = CommandRecord & { readonly output: string };
