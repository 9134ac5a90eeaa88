import {
  ParseError,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';
import type { ClaimEvidence, ClaimResult } from './claim.ts';

/** Reads the answer of `GET /api/claims`. */
export function parseClaims(value: unknown): readonly ClaimResult[] {
  return parseList(value, 'claims', parseClaim);
}

function parseClaim(value: unknown, path: string): ClaimResult {
  const raw = parseRecord(value, path);
  return {
    id: parseString(raw.id, `${path}.id`, 64),
    step: parseString(raw.step, `${path}.step`, 64),
    state: parseOneOf(raw.state, `${path}.state`, ['shown', 'not-shown']),
    sentence: parseString(raw.sentence, `${path}.sentence`),
    why: parseOptionalString(raw.why, `${path}.why`),
    evidence: parseList(raw.evidence, `${path}.evidence`, parseEvidence),
  };
}

function parseEvidence(value: unknown, path: string): ClaimEvidence {
  const raw = parseRecord(value, path);
  return {
    seq: parseInteger(raw.seq, `${path}.seq`, 1, Number.MAX_SAFE_INTEGER),
    at: parseMoment(raw.at, `${path}.at`),
    label: parseString(raw.label, `${path}.label`),
    recording: raw.recording === null ? null : parseRecording(raw.recording, `${path}.recording`),
  };
}

function parseRecording(value: unknown, path: string): NonNullable<ClaimEvidence['recording']> {
  const raw = parseRecord(value, path);
  return {
    terminal: parseString(raw.terminal, `${path}.terminal`, 64),
    seconds: parseMoment(raw.seconds, `${path}.seconds`),
  };
}

/** A number of time need not be whole. */
function parseMoment(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new ParseError(path, 'a moment');
  return value;
}
