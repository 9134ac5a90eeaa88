import { parseAuthorName } from '#protocol/author.ts';
import type { CommandWithOutput } from '#protocol/command.ts';
import { fineDisk, parseDisk } from '#protocol/disk.ts';
import { parsePlaceholders } from '#protocol/placeholder-parse.ts';
import { parseCommandRecord, parseCheckResult as parseResult } from '#protocol/journal-parse.ts';
import type { CheckResult } from '#protocol/check.ts';
import type { RunState } from '#protocol/run.ts';
import { parseProbeStatus } from '#protocol/probe-parse.ts';
import { parseWitnessReport } from '#protocol/witness-parse.ts';
import {
  ParseError,
  parseBoolean,
  parseInteger,
  parseList,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';

const anyInteger = Number.MAX_SAFE_INTEGER;

function parseTime(value: unknown, path: string): number {
  if (typeof value !== 'number') throw new ParseError(path, 'milliseconds since the epoch');
  return value;
}

/** Reads the answer of `GET /api/commands/<id>`. */
export function parseCommandWithOutput(value: unknown): CommandWithOutput {
  const raw = parseRecord(value, 'command');
  return { ...parseCommandRecord(value, 'command'), output: parseString(raw.output, 'command.output', 1_048_576) };
}

/** Reads the answer of `POST /api/checks/<id>`. */
export function parseCheckResult(value: unknown): CheckResult {
  return parseResult(value, 'check');
}

/** Reads whether Docker Engine answers. */
export function parseEngine(value: unknown, path = 'engine'): RunState['engine'] {
  const raw = parseRecord(value, path);
  return { up: parseBoolean(raw.up, `${path}.up`), problem: parseOptionalString(raw.problem, `${path}.problem`) };
}

/** Reads the answer of `GET /api/run`. */
export function parseRunState(value: unknown): RunState {
  const raw = parseRecord(value, 'run');
  const answers = Object.entries(parseRecord(raw.answers ?? {}, 'run.answers')).map(([id, answer]) => {
    const { text, opened } = parseRecord(answer, `run.answers.${id}`);
    return [id, { text: parseOptionalString(text, `run.answers.${id}.text`) ?? '', opened: opened === true }] as const;
  });
  const hints = Object.entries(parseRecord(raw.hints ?? {}, 'run.hints')).map(
    ([id, level]) => [id, parseInteger(level, `run.hints.${id}`, 0, 99)] as const,
  );
  return {
    id: parseString(raw.id, 'run.id'),
    startedAt: parseTime(raw.startedAt, 'run.startedAt'),
    seq: parseInteger(raw.seq, 'run.seq', 0, anyInteger),
    checks: parseList(raw.checks, 'run.checks', parseResult),
    everPassed: parseList(raw.everPassed, 'run.everPassed', (id, path) => parseString(id, path)),
    commands: parseList(raw.commands, 'run.commands', parseCommandRecord, 10_000),
    answers: Object.fromEntries(answers),
    hints: Object.fromEntries(hints),
    author: raw.author === undefined || raw.author === null ? null : parseAuthorName(raw.author, 'run.author'),
    placeholders: parsePlaceholders(raw.placeholders, 'run.placeholders'),
    engine: parseEngine(raw.engine, 'run.engine'),
    disk: raw.disk === undefined ? fineDisk : parseDisk(raw.disk, 'run.disk'),
    witnesses: parseList(raw.witnesses, 'run.witnesses', parseWitnessReport),
    probe: parseProbeStatus(raw.probe, 'run.probe'),
  };
}
