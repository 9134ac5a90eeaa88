import { parseOneOf, parseOptionalString, parseRecord } from './parse.ts';

/** How the disk of the run stands: `low` warns while everything is still saved, `full` when new things are not. */
export type DiskState = {
  readonly state: 'fine' | 'low' | 'full';
  /** What a person reads, in Russian; null when all is fine. */
  readonly problem: string | null;
};

/** Nothing is known against the disk. */
export const fineDisk: DiskState = { state: 'fine', problem: null };

/**
 * Reads how the disk stands.
 * @throws ParseError
 */
export function parseDisk(value: unknown, path: string): DiskState {
  const raw = parseRecord(value, path);
  return {
    state: parseOneOf(raw.state, `${path}.state`, ['fine', 'low', 'full']),
    problem: parseOptionalString(raw.problem, `${path}.problem`),
  };
}
