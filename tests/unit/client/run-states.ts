import type { CommandRecord } from '#protocol/command.ts';
import { fineDisk } from '#protocol/disk.ts';
import { type PlaceholderValues, unknownNames } from '#protocol/placeholder.ts';
import type { RunState } from '#protocol/run.ts';

/** Names of a cluster that pg-slave leads. */
export const slaveLeads: PlaceholderValues = {
  ...unknownNames,
  leader: 'pg-slave',
  'leader-port': '5434',
  replica: 'pg-master',
  'replica-port': '5433',
};

/** A run in which nothing has happened. */
export const freshRun: RunState = {
  id: 'run-1',
  startedAt: 1_000,
  seq: 3,
  checks: [],
  everPassed: [],
  commands: [],
  answers: {},
  author: null,
  hints: {},
  placeholders: unknownNames,
  engine: { up: true, problem: null },
  disk: fineDisk,
  witnesses: [],
  probe: null,
};

/** A run of `docker compose ps` that began at 10 s. */
export function commandRecord(change: Partial<CommandRecord> = {}): CommandRecord {
  return {
    id: 'c1',
    terminal: 'main',
    kind: 'shell',
    text: 'docker compose ps',
    stepCommand: 'ps',
    state: 'running',
    exitCode: null,
    sqlState: null,
    startedAt: 10_000,
    endedAt: null,
    ...change,
  };
}
