import type { ClaimEvidence, ClaimResult } from '#checks/claims/claim.ts';
import {
  ParseError,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';
import { parseId } from '#protocol/step.ts';

/** Reads the answer of `GET /api/claims`. */
export function parseClaims(value: unknown): readonly ClaimResult[] {
  return parseList(value, 'claims', parseClaim);
}

function parseClaim(value: unknown, path: string): ClaimResult {
  const raw = parseRecord(value, path);
  return {
    id: parseId(raw.id, `${path}.id`),
    step: parseId(raw.step, `${path}.step`),
    state: parseOneOf(raw.state, `${path}.state`, ['shown', 'not-shown']),
    sentence: parseString(raw.sentence, `${path}.sentence`, 4_096),
    why: parseOptionalString(raw.why, `${path}.why`, 4_096),
    evidence: parseList(raw.evidence, `${path}.evidence`, parseEvidence),
  };
}

function parseEvidence(value: unknown, path: string): ClaimEvidence {
  const raw = parseRecord(value, path);
  return {
    seq: parseInteger(raw.seq, `${path}.seq`, 1, Number.MAX_SAFE_INTEGER),
    at: parseMoment(raw.at, `${path}.at`),
    label: parseString(raw.label, `${path}.label`, 65_536),
    recording: raw.recording === null ? null : parsePlace(raw.recording, `${path}.recording`),
  };
}

function parsePlace(value: unknown, path: string): ClaimEvidence['recording'] {
  const raw = parseRecord(value, path);
  return {
    terminal: parseString(raw.terminal, `${path}.terminal`, 64),
    seconds: parseMoment(raw.seconds, `${path}.seconds`),
  };
}

function parseMoment(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new ParseError(path, 'a moment');
  return value;
}
