import type { CheckResult } from './check.ts';
import type { CommandRecord } from './command.ts';
import { parseCheckResult, parseCommandRecord } from './journal-parse.ts';
import { ParseError, parseInteger, parseList, parseOptionalString, parseRecord, parseString } from './parse.ts';
import type { PlaceholderValues } from './placeholder.ts';
import { parsePlaceholders } from './placeholder-parse.ts';
import { type RecordingInfo, parseRecordingInfo } from './recording.ts';
import { parseId } from './step.ts';
import type { WitnessReport } from './witness.ts';
import { parseWitnessReport } from './witness-parse.ts';

/**
 * The reference run that the site shows where no server answers; `npm run record` writes it to `public/reference/`:
 * `info.json`, `steps/<id>.json`, `journal.ndjson` (an event a line), `recordings/<terminal>.cast`.
 * Times are milliseconds since the epoch on the journal's clock.
 */
export type ReferenceInfo = {
  readonly format: 1;
  readonly run: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly lastSeq: number;
  readonly versions: { readonly lab: string; readonly postgres: string | null; readonly patroni: string | null };
  readonly recordings: readonly RecordingInfo[];
  /** What was recorded and is not here: events of the journal, and bytes of output. */
  readonly leftOut: { readonly events: number; readonly bytes: number };
};

/** A command as it ran; `output` only where a figure of the step shows it. */
export type ReferenceCommand = { readonly record: CommandRecord; readonly output: string | null };

/** From when on the cluster gave these names. */
export type ReferenceNames = { readonly at: number; readonly values: PlaceholderValues };

/** What a step's page needs of the recorded run before anything is replayed. */
export type ReferenceStep = {
  readonly step: string;
  /** The run's id. */
  readonly run: string;
  /** From the step's first command until its last check; both the same where it has neither. */
  readonly from: number;
  readonly until: number;
  readonly commands: readonly ReferenceCommand[];
  /** As they stood at the step's end. */
  readonly checks: readonly CheckResult[];
  /** In order; the first ones are those at `from`. */
  readonly names: readonly ReferenceNames[];
  /** What every witness had said by `until`. */
  readonly witnesses: readonly WitnessReport[];
};

/** The longest output that a figure shows, in UTF-16 code units. */
const maxOutput = 65_536;

function parseTime(value: unknown, path: string): number {
  return parseInteger(value, path, 0, Number.MAX_SAFE_INTEGER);
}

/**
 * Reads `info.json`.
 * @throws ParseError
 */
export function parseReferenceInfo(value: unknown): ReferenceInfo {
  const raw = parseRecord(value, 'info');
  if (raw.format !== 1) throw new ParseError('info.format', 'a reference run of format 1');
  const versions = parseRecord(raw.versions, 'info.versions');
  const leftOut = parseRecord(raw.leftOut, 'info.leftOut');
  return {
    format: 1,
    run: parseString(raw.run, 'info.run', 128),
    startedAt: parseTime(raw.startedAt, 'info.startedAt'),
    endedAt: parseTime(raw.endedAt, 'info.endedAt'),
    lastSeq: parseInteger(raw.lastSeq, 'info.lastSeq', 1, Number.MAX_SAFE_INTEGER),
    versions: {
      lab: parseString(versions.lab, 'info.versions.lab', 64),
      postgres: parseOptionalString(versions.postgres, 'info.versions.postgres', 64),
      patroni: parseOptionalString(versions.patroni, 'info.versions.patroni', 64),
    },
    recordings: parseList(raw.recordings, 'info.recordings', parseRecordingInfo, 100),
    leftOut: {
      events: parseTime(leftOut.events, 'info.leftOut.events'),
      bytes: parseTime(leftOut.bytes, 'info.leftOut.bytes'),
    },
  };
}

function parseReferenceCommand(value: unknown, path: string): ReferenceCommand {
  const raw = parseRecord(value, path);
  return {
    record: parseCommandRecord(raw.record, `${path}.record`),
    output: parseOptionalString(raw.output, `${path}.output`, maxOutput),
  };
}

/**
 * Reads `steps/<id>.json`.
 * @throws ParseError
 */
export function parseReferenceStep(value: unknown): ReferenceStep {
  const raw = parseRecord(value, 'step');
  return {
    step: parseId(raw.step, 'step.step'),
    run: parseString(raw.run, 'step.run', 128),
    from: parseTime(raw.from, 'step.from'),
    until: parseTime(raw.until, 'step.until'),
    commands: parseList(raw.commands, 'step.commands', parseReferenceCommand),
    checks: parseList(raw.checks, 'step.checks', parseCheckResult),
    names: parseList(raw.names, 'step.names', (item, path) => {
      const names = parseRecord(item, path);
      return { at: parseTime(names.at, `${path}.at`), values: parsePlaceholders(names.values, `${path}.values`) };
    }),
    witnesses: parseList(raw.witnesses, 'step.witnesses', parseWitnessReport),
  };
}

/** The names that the cluster gave at a moment: the last that it had given by then, before that the first. */
export function namesAt(names: readonly ReferenceNames[], at: number): PlaceholderValues | null {
  return (names.findLast((known) => known.at <= at) ?? names[0])?.values ?? null;
}
