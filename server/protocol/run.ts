import type { AuthorName } from './author.ts';
import type { CheckResult } from './check.ts';
import type { CommandRecord } from './command.ts';
import type { DiskState } from './disk.ts';
import type { JournalEvent } from './journal.ts';
import type { PlaceholderValues } from './placeholder.ts';
import type { ProbeStatus } from './probe.ts';
import type { WitnessReport } from './witness.ts';

/** What a page needs to show where the student is; `GET /api/run`. */
export type RunState = {
  readonly id: string;
  readonly startedAt: number;
  /** The newest event that is safely on disk. */
  readonly seq: number;
  /** The last result of every check that was ever run. */
  readonly checks: readonly CheckResult[];
  /** Checks that passed at least once: progress does not turn back. */
  readonly everPassed: readonly string[];
  /** The newest run of each step command, and the newest commands typed by hand that are no step's. */
  readonly commands: readonly CommandRecord[];
  readonly answers: Readonly<Record<string, { readonly text: string; readonly opened: boolean }>>;
  /** How many hints of each check are open. */
  readonly hints: Readonly<Record<string, number>>;
  /** Who hands the report in; null until they said so. */
  readonly author: AuthorName | null;
  readonly placeholders: PlaceholderValues;
  /** Whether Docker Engine answers, in Russian why not. */
  readonly engine: { readonly up: boolean; readonly problem: string | null };
  /** Whether what happens can still be saved. */
  readonly disk: DiskState;
  /** What every witness said last. */
  readonly witnesses: readonly WitnessReport[];
  /** The probe of now, or the last one; null before the first. */
  readonly probe: ProbeStatus | null;
};

/**
 * What `GET /api/run/events?from=N&step=ID` streams as server-sent events.
 * `journal` carries an id (its seq); the others are the present state and are not kept.
 */
export type StreamMessage =
  | { readonly type: 'journal'; readonly event: JournalEvent }
  | { readonly type: 'check'; readonly result: CheckResult }
  | { readonly type: 'placeholders'; readonly placeholders: PlaceholderValues }
  | { readonly type: 'engine'; readonly up: boolean; readonly problem: string | null }
  | { readonly type: 'disk'; readonly disk: DiskState }
  /** All reports: at once when one changed, and about once a second with their ages and gauges. */
  | { readonly type: 'witnesses'; readonly at: number; readonly reports: readonly WitnessReport[] }
  | { readonly type: 'probe'; readonly status: ProbeStatus | null };
