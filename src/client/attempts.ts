import type { RunState } from '#protocol/run.ts';
import { ParseError, parseRecord } from '#protocol/parse.ts';
import { keepLocally, keptLocally } from './keep.ts';

/** Tries after which a check shows the exact command. */
export const triesBeforeCommand = 3;

/** Counts a student's tries at each check of a run: a command that ended, or a question, while the answer is «not yet». */
export type Attempts = {
  of(check: string): number;
  add(check: string): void;
};

/** The tries of one run, kept in this browser so that a reload does not take them back. */
export function openAttempts(runId: string): Attempts {
  const key = `lab-attempts:${runId}`;
  const counts = readCounts(keptLocally(key));
  return {
    of: (check) => counts.get(check) ?? 0,
    add(check) {
      counts.set(check, (counts.get(check) ?? 0) + 1);
      keepLocally(key, JSON.stringify(Object.fromEntries(counts)));
    },
  };
}

function readCounts(kept: string | null): Map<string, number> {
  const counts = new Map<string, number>();
  if (kept === null) return counts;
  try {
    for (const [check, count] of Object.entries(parseRecord(JSON.parse(kept), 'attempts'))) {
      if (typeof count === 'number') counts.set(check, count);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof ParseError)) throw error;
    console.info('The kept tries cannot be read and begin anew', error);
  }
  return counts;
}

/** Ids of the commands that have ended in `after` but not in `before`. */
export function newlyEnded(before: RunState | null, after: RunState): string[] {
  if (before === null || before.id !== after.id) return [];
  const known = new Set(before.commands.filter(({ state }) => state === 'ended').map(({ id }) => id));
  return after.commands.filter(({ id, state }) => state === 'ended' && !known.has(id)).map(({ id }) => id);
}
