import { type FaultEvent, type Prediction, faultNames } from './fault.ts';
import { parseInteger, parseOneOf, parseOptionalString, parseString } from './parse.ts';

/** Reads a fault as it began or was undone. */
export function parseFaultEvent(raw: Readonly<Record<string, unknown>>): FaultEvent {
  return {
    id: parseString(raw.id, 'id', 64),
    fault: parseOneOf(raw.fault, 'fault', faultNames),
    state: parseOneOf(raw.state, 'state', ['began', 'undone']),
    node: parseOptionalString(raw.node, 'node', 256),
    at: parseInteger(raw.at, 'at', 0, Number.MAX_SAFE_INTEGER),
  };
}

/** Reads what the student expects of a fault. */
export function parsePrediction(raw: Readonly<Record<string, unknown>>): Prediction {
  const seconds = raw.seconds ?? null;
  return {
    fault: parseOneOf(raw.fault, 'fault', faultNames),
    seconds: seconds === null ? null : parseInteger(seconds, 'seconds', 0, 3_600),
    leader: parseOneOf(raw.leader, 'leader', ['same', 'other', 'nobody']),
    lost: parseInteger(raw.lost, 'lost', 0, 1_000_000),
  };
}
