import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';

/** The runs of commands that a journal tells of, each in its newest state, in the order of beginning. */
export function commandRuns(events: Iterable<JournalEvent>): readonly CommandRecord[] {
  const runs = new Map<string, CommandRecord>();
  for (const { body } of events) {
    if (body.kind === 'command-started' || body.kind === 'command-ended') runs.set(body.command.id, body.command);
  }
  return [...runs.values()];
}

/**
 * The run of a step's command that the report shows: the newest that ended as the step wants it, else the newest.
 * @param sqlState what the step wants its statement to end with; null: success
 */
export function chosenRun(
  runs: readonly CommandRecord[],
  stepCommand: string,
  sqlState: string | null = null,
): CommandRecord | null {
  const own = runs.filter((run) => run.stepCommand === stepCommand && run.startedAt !== null);
  const wanted = ({ state, ...run }: CommandRecord) =>
    state === 'interactive' ||
    (state === 'ended' && (sqlState === null ? run.exitCode === 0 : run.sqlState === sqlState));
  return own.findLast(wanted) ?? own.at(-1) ?? null;
}
