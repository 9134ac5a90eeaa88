import {
  ParseError,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from './parse.ts';
import type { ControlWrite, NumberRun, ProbeBatch, ProbeStatus, ReadBack } from './probe.ts';
import { parseOptionalNumber } from './witness-parse.ts';

const anyInteger = Number.MAX_SAFE_INTEGER;
/** Writes in a batch: more than a second's worth, also when many hung ones settle at once. */
const batchLimit = 5_000;
const listedLimit = 1_000;

function parseProbeId(value: unknown): string {
  return parseString(value, 'probe', 64);
}

function parseCount(value: unknown, path: string): number {
  return parseInteger(value, path, 0, anyInteger);
}

function parseNumbers(value: unknown, path: string, min: number, limit: number): number[] {
  if (
    !Array.isArray(value) ||
    value.length > limit ||
    !value.every((item) => Number.isSafeInteger(item) && item >= min)
  ) {
    // The long way says what is wrong and where; a path for each number of an evening would cost more than the numbers.
    return parseList(value, path, (item, where) => parseInteger(item, where, min, anyInteger), limit);
  }
  return [...value];
}

function parseNumberRun(value: unknown, path: string): NumberRun {
  if (!Array.isArray(value) || value.length !== 2) throw new ParseError(path, 'a first number and a count');
  return [parseInteger(value[0], path, 1, anyInteger), parseInteger(value[1], path, 1, batchLimit)];
}

/** Reads the writes that were settled since the last batch. */
export function parseProbeBatch(raw: Readonly<Record<string, unknown>>): ProbeBatch {
  const numbers = parseList(raw.numbers, 'numbers', parseNumberRun, batchLimit);
  const writes = numbers.reduce((sum, [, count]) => sum + count, 0);
  const sent = parseNumbers(raw.sent, 'sent', -anyInteger, batchLimit);
  const took = parseNumbers(raw.took, 'took', 0, batchLimit);
  const outcomes = parseString(raw.outcomes, 'outcomes', batchLimit);
  if (!/^[afu]*$/.test(outcomes)) throw new ParseError('outcomes', 'the letters a, f and u');
  if ([sent.length, took.length, outcomes.length].some((length) => length !== writes)) {
    throw new ParseError('numbers', 'lists that tell of as many writes');
  }
  return {
    probe: parseProbeId(raw.probe),
    at: parseCount(raw.at, 'at'),
    numbers,
    sent,
    took,
    outcomes,
    by: parseList(raw.by, 'by', (item, path) => {
      const run = parseRecord(item, path);
      return {
        node: run.node === undefined || run.node === null ? null : parseString(run.node, `${path}.node`, 256),
        timeline: parseOptionalNumber(run.timeline, `${path}.timeline`),
        count: parseInteger(run.count, `${path}.count`, 1, batchLimit),
      };
    }),
    reasons: Object.fromEntries(
      Object.entries(parseRecord(raw.reasons ?? {}, 'reasons'))
        .slice(0, 50)
        .map(([reason, count]) => [reason.slice(0, 200), parseCount(count, `reasons.${reason.slice(0, 40)}`)]),
    ),
  };
}

/** Reads a write straight to a node. */
export function parseControlWrite(raw: Readonly<Record<string, unknown>>): ControlWrite {
  return {
    probe: parseProbeId(raw.probe),
    node: parseString(raw.node, 'node', 256),
    timeline: parseOptionalNumber(raw.timeline, 'timeline'),
    at: parseCount(raw.at, 'at'),
    outcome: parseOneOf(raw.outcome, 'outcome', ['acked', 'failed', 'unknown']),
  };
}

/** Reads what was read back from a node. */
export function parseReadBack(raw: Readonly<Record<string, unknown>>): ReadBack {
  return {
    probe: parseProbeId(raw.probe),
    node: parseString(raw.node, 'node', 256),
    role: parseOneOf(raw.role, 'role', ['leader', 'replica']),
    rows: parseCount(raw.rows, 'rows'),
    lostCount: parseCount(raw.lostCount, 'lostCount'),
    lost: parseNumbers(raw.lost, 'lost', 1, listedLimit),
    unansweredCount: parseCount(raw.unansweredCount, 'unansweredCount'),
    unanswered: parseNumbers(raw.unanswered, 'unanswered', 1, listedLimit),
  };
}

/** Reads how a probe stands, or null where there is none. */
export function parseProbeStatus(value: unknown, path: string): ProbeStatus | null {
  if (value === undefined || value === null) return null;
  const raw = parseRecord(value, path);
  return {
    probe: parseProbeId(raw.probe),
    state: parseOneOf(raw.state, `${path}.state`, ['starting', 'writing', 'reading-back', 'ended']),
    startedAt: parseCount(raw.startedAt, `${path}.startedAt`),
    acked: parseCount(raw.acked, `${path}.acked`),
    failed: parseCount(raw.failed, `${path}.failed`),
    unknown: parseCount(raw.unknown, `${path}.unknown`),
    lastAckAt: parseOptionalNumber(raw.lastAckAt, `${path}.lastAckAt`),
    outage: parseOptionalNumber(raw.outage, `${path}.outage`),
    problem: parseOptionalString(raw.problem, `${path}.problem`, 2_048),
  };
}
