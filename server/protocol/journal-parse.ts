import { parseAuthorName } from './author.ts';
import type { CheckResult } from './check.ts';
import type { CommandRecord } from './command.ts';
import type { EventBody, JournalEvent } from './journal.ts';
import {
  ParseError,
  parseInteger,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
  type UnknownRecord,
} from './parse.ts';
import { parseFaultEvent, parsePrediction } from './fault-parse.ts';
import { parseControlWrite, parseProbeBatch, parseReadBack } from './probe-parse.ts';
import { probeEnds } from './probe.ts';
import { parseId } from './step.ts';
import { parseClusterView } from './view/parse-view.ts';
import { parseDockerEvent, parseWitnessChange } from './witness-parse.ts';

/** The longest answer to a question of the lab, in UTF-16 code units. */
export const maxAnswerLength = 20_000;

const maxTime = Number.MAX_SAFE_INTEGER;

/** An event kind that this version does not know: a newer version of the lab wrote it. */
export class UnknownEventKind extends ParseError {
  readonly kind: string;

  constructor(kind: string) {
    super('kind', 'a kind of event that this version knows');
    this.kind = kind;
  }
}

function parseTime(value: unknown, path: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > maxTime) {
    throw new ParseError(path, 'milliseconds since the epoch');
  }
  return value;
}

function parseSeconds(value: unknown, path: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new ParseError(path, 'seconds');
  return value;
}

/** Reads a command's record as it crosses the wire and stands in the journal. */
export function parseCommandRecord(value: unknown, path: string): CommandRecord {
  const raw = parseRecord(value, path);
  const exitCode = raw.exitCode ?? null;
  const recordedFrom = parseSeconds(raw.recordedFrom, `${path}.recordedFrom`);
  return {
    id: parseString(raw.id, `${path}.id`, 128),
    terminal: parseString(raw.terminal, `${path}.terminal`, 64),
    kind: parseOneOf(raw.kind, `${path}.kind`, ['shell', 'sql']),
    text: parseString(raw.text, `${path}.text`),
    stepCommand: parseOptionalString(raw.stepCommand, `${path}.stepCommand`, 64),
    state: parseOneOf(raw.state, `${path}.state`, ['waiting', 'running', 'interactive', 'ended', 'lost']),
    exitCode: exitCode === null ? null : parseInteger(exitCode, `${path}.exitCode`, -(2 ** 31), 2 ** 32),
    sqlState: parseOptionalString(raw.sqlState, `${path}.sqlState`, 5),
    startedAt: parseTime(raw.startedAt, `${path}.startedAt`),
    endedAt: parseTime(raw.endedAt, `${path}.endedAt`),
    ...(recordedFrom === null ? {} : { recordedFrom }),
  };
}

/** Reads a check's answer. */
export function parseCheckResult(value: unknown, path: string): CheckResult {
  const raw = parseRecord(value, path);
  return {
    id: parseId(raw.id, `${path}.id`),
    outcome: parseOneOf(raw.outcome, `${path}.outcome`, ['passed', 'not-yet', 'could-not-run']),
    message: parseString(raw.message, `${path}.message`),
    observed: parseString(raw.observed, `${path}.observed`),
    expected: parseString(raw.expected, `${path}.expected`),
  };
}

function parseDetail(value: unknown, path: string): Readonly<Record<string, string>> {
  const entries = Object.entries(parseRecord(value, path));
  if (entries.length > 100) throw new ParseError(path, 'at most 100 fields');
  return Object.fromEntries(entries.map(([key, text]) => [key, parseString(text, `${path}.${key}`)]));
}

type Kind = EventBody['kind'];
type BodyOf<Word extends Kind> = Extract<EventBody, { kind: Word }>;
type BodyParsers = { readonly [Word in Kind]: (raw: UnknownRecord) => BodyOf<Word> };

const bodyParsers: BodyParsers = {
  'run-started': (raw) => ({
    kind: 'run-started',
    lab: parseString(raw.lab, 'lab', 256),
    project: parseString(raw.project, 'project', 256),
  }),
  'server-started': (raw) => ({ kind: 'server-started', version: parseString(raw.version, 'version', 256) }),
  'command-started': (raw) => ({ kind: 'command-started', command: parseCommandRecord(raw.command, 'command') }),
  'command-ended': (raw) => ({ kind: 'command-ended', command: parseCommandRecord(raw.command, 'command') }),
  'terminal-opened': (raw) => ({ kind: 'terminal-opened', terminal: parseString(raw.terminal, 'terminal', 64) }),
  'terminal-closed': (raw) => ({
    kind: 'terminal-closed',
    terminal: parseString(raw.terminal, 'terminal', 64),
    exitCode:
      raw.exitCode === undefined || raw.exitCode === null
        ? null
        : parseInteger(raw.exitCode, 'exitCode', -(2 ** 31), 2 ** 32),
  }),
  'file-saved': (raw) => ({
    kind: 'file-saved',
    path: parseString(raw.path, 'path', 1_024),
    hash: parseString(raw.hash, 'hash', 64),
    by: parseOneOf(raw.by, 'by', ['page', 'outside', 'reset']),
  }),
  'answer-saved': (raw) => ({
    kind: 'answer-saved',
    question: parseId(raw.question, 'question'),
    text: parseString(raw.text, 'text', maxAnswerLength),
  }),
  'answer-opened': (raw) => ({ kind: 'answer-opened', question: parseId(raw.question, 'question') }),
  'author-saved': (raw) => ({ kind: 'author-saved', ...parseAuthorName(raw, '') }),
  'hint-shown': (raw) => ({
    kind: 'hint-shown',
    check: parseId(raw.check, 'check'),
    level: parseInteger(raw.level, 'level', 1, 100),
  }),
  'step-opened': (raw) => ({ kind: 'step-opened', step: parseId(raw.step, 'step') }),
  'check-result': (raw) => ({ kind: 'check-result', result: parseCheckResult(raw.result, 'result') }),
  observation: (raw) => ({ kind: 'observation', view: parseClusterView(raw.view, 'view') }),
  fact: (raw) => ({
    kind: 'fact',
    fact: parseString(raw.fact, 'fact', 128),
    detail: parseDetail(raw.detail, 'detail'),
  }),
  watch: (raw) => ({ kind: 'watch', state: parseOneOf(raw.state, 'state', ['began', 'goes-on', 'ended']) }),
  witness: (raw) => ({ kind: 'witness', ...parseWitnessChange(raw) }),
  'docker-event': (raw) => ({ kind: 'docker-event', ...parseDockerEvent(raw) }),
  'probe-started': (raw) => ({
    kind: 'probe-started',
    probe: parseString(raw.probe, 'probe', 64),
    startedBy: parseOneOf(raw.startedBy, 'startedBy', ['student', 'fault']),
    rate: parseInteger(raw.rate, 'rate', 1, 1_000),
    table: parseString(raw.table, 'table', 128),
    port: parseInteger(raw.port, 'port', 1, 65_535),
  }),
  'probe-batch': (raw) => ({ kind: 'probe-batch', ...parseProbeBatch(raw) }),
  'probe-control': (raw) => ({ kind: 'probe-control', ...parseControlWrite(raw) }),
  'probe-ended': (raw) => ({
    kind: 'probe-ended',
    probe: parseString(raw.probe, 'probe', 64),
    reason: parseOneOf(raw.reason, 'reason', probeEnds),
  }),
  'probe-read-back': (raw) => ({ kind: 'probe-read-back', ...parseReadBack(raw) }),
  prediction: (raw) => ({ kind: 'prediction', ...parsePrediction(raw) }),
  fault: (raw) => ({ kind: 'fault', ...parseFaultEvent(raw) }),
};

function isKnownKind(kind: string): kind is Kind {
  return Object.hasOwn(bodyParsers, kind);
}

/**
 * Reads the body of an event; fields that this version does not know are left out.
 * @throws UnknownEventKind for a kind of a newer version, ParseError for any other mistake
 */
export function parseEventBody(value: unknown): EventBody {
  const raw = parseRecord(value, '');
  const kind = parseString(raw.kind, 'kind', 64);
  if (!isKnownKind(kind)) throw new UnknownEventKind(kind);
  return bodyParsers[kind](raw);
}

/** Reads an event with its place in the journal. */
export function parseJournalEvent(value: unknown): JournalEvent {
  const raw = parseRecord(value, '');
  return {
    seq: parseInteger(raw.seq, 'seq', 1, Number.MAX_SAFE_INTEGER),
    at: parseInteger(raw.at, 'at', 0, maxTime),
    body: parseEventBody(raw.body),
  };
}
