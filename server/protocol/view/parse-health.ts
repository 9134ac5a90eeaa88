import type { WitnessHealth } from '../cluster.ts';
import type { UnknownRecord } from '../parse.ts';
import { parseOptionalText } from './bounds.ts';
import { parseOptionalNumber } from '../witness-parse.ts';

/** Reads when a witness of a recorded view answered last, and why not since. */
export function parseHealth(raw: UnknownRecord, path: string): WitnessHealth {
  return {
    answeredAt: parseOptionalNumber(raw.answeredAt, `${path}.answeredAt`),
    problem: parseOptionalText(raw.problem, `${path}.problem`),
  };
}
