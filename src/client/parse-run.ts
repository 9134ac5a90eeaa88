import type { CheckResult } from '#protocol/check.ts';
import type { CommandRecord, CommandWithOutput } from '#protocol/command.ts';
import type { PlaceholderValues } from '#protocol/placeholder.ts';
import type { RunState } from '#protocol/run.ts';
import {
  parseBoolean,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';

const anyInteger = Number.MAX_SAFE_INTEGER;

function parseOptionalInteger(value: unknown, path: string): number | null {
  return value === undefined || value === null ? null : parseInteger(value, path, -anyInteger, anyInteger);
}

function parseOptionalTime(value: unknown, path: string): number | null {
  return typeof value === 'number' ? Math.round(value) : parseOptionalInteger(value, path);
}

/** Reads a run of a command. */
export function parseCommandRecord(value: unknown, path = 'command'): CommandRecord {
  const raw = parseRecord(value, path);
  return {
    id: parseString(raw.id, `${path}.id`),
    terminal: parseString(raw.terminal, `${path}.terminal`),
    kind: parseOneOf(raw.kind, `${path}.kind`, ['shell', 'sql']),
    text: parseString(raw.text, `${path}.text`),
    stepCommand: parseOptionalString(raw.stepCommand, `${path}.stepCommand`),
    state: parseOneOf(raw.state, `${path}.state`, ['waiting', 'running', 'interactive', 'ended', 'lost']),
    exitCode: parseOptionalInteger(raw.exitCode, `${path}.exitCode`),
    sqlState: parseOptionalString(raw.sqlState, `${path}.sqlState`),
    startedAt: parseOptionalTime(raw.startedAt, `${path}.startedAt`),
    endedAt: parseOptionalTime(raw.endedAt, `${path}.endedAt`),
  };
}

/** Reads the answer of `GET /api/commands/<id>`. */
export function parseCommandWithOutput(value: unknown): CommandWithOutput {
  const raw = parseRecord(value, 'command');
  return { ...parseCommandRecord(value), output: parseString(raw.output, 'command.output', 1_048_576) };
}

/** Reads a check's answer. */
export function parseCheckResult(value: unknown, path = 'check'): CheckResult {
  const raw = parseRecord(value, path);
  return {
    id: parseString(raw.id, `${path}.id`),
    outcome: parseOneOf(raw.outcome, `${path}.outcome`, ['passed', 'not-yet', 'could-not-run']),
    message: parseString(raw.message, `${path}.message`),
    observed: parseString(raw.observed, `${path}.observed`),
    expected: parseString(raw.expected, `${path}.expected`),
  };
}

/** Reads the names that the cluster gave; a name that is missing is not known. */
export function parsePlaceholders(value: unknown, path = 'placeholders'): PlaceholderValues {
  const raw = parseRecord(value, path);
  const name = (key: keyof PlaceholderValues) => parseOptionalString(raw[key], `${path}.${key}`);
  return {
    leader: name('leader'),
    replica: name('replica'),
    'leader-port': name('leader-port'),
    'replica-port': name('replica-port'),
    'entrypoint-port': name('entrypoint-port'),
    stopped: name('stopped'),
    'stopped-port': name('stopped-port'),
  };
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
    startedAt: parseOptionalTime(raw.startedAt, 'run.startedAt') ?? 0,
    seq: parseInteger(raw.seq, 'run.seq', 0, anyInteger),
    checks: parseList(raw.checks, 'run.checks', parseCheckResult),
    everPassed: parseList(raw.everPassed, 'run.everPassed', (id, path) => parseString(id, path)),
    commands: parseList(raw.commands, 'run.commands', parseCommandRecord, 10_000),
    answers: Object.fromEntries(answers),
    hints: Object.fromEntries(hints),
    placeholders: parsePlaceholders(raw.placeholders, 'run.placeholders'),
    engine: parseEngine(raw.engine, 'run.engine'),
  };
}
