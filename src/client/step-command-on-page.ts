import type { CommandRecord } from '#protocol/command.ts';
import { type PlaceholderValues, fillPlaceholders } from '#protocol/placeholder.ts';
import type { CommandKind } from '#protocol/step.ts';

/** A command of a step as an element of the page carries it; `text` still holds its placeholders. */
export type CommandOnPage = {
  readonly id: string;
  readonly terminal: string;
  readonly kind: CommandKind;
  readonly text: string;
  /** The command leaves the terminal at psql's prompt. */
  readonly opensPsql: boolean;
};

/** Reads the command from the `data-…` attributes that Command.astro and Figure.astro write. */
export function commandOf(dataset: DOMStringMap): CommandOnPage {
  return {
    id: dataset.command ?? '',
    terminal: dataset.terminal ?? 'main',
    kind: dataset.kind === 'sql' ? 'sql' : 'shell',
    text: dataset.text ?? '',
    opensPsql: dataset.opens === 'psql',
  };
}

/** The newest run of a command: by the page, by a script, or the same text typed by hand. */
export function newestRun(
  command: CommandOnPage,
  runs: readonly CommandRecord[],
  placeholders: PlaceholderValues,
): CommandRecord | null {
  const text = comparable(fillPlaceholders(command.text, placeholders).text);
  let newest: CommandRecord | null = null;
  for (const run of runs) {
    const same =
      run.stepCommand === command.id ||
      (run.stepCommand === null && run.kind === command.kind && comparable(run.text) === text);
    if (same && (newest === null || startOf(run) >= startOf(newest))) newest = run;
  }
  return newest;
}

/** A run that has not begun yet is the newest of all. */
function startOf(run: CommandRecord): number {
  return run.startedAt ?? Number.MAX_SAFE_INTEGER;
}

/** White space and a closing semicolon make no other command. */
export function comparable(text: string): string {
  return text.trim().replace(/;$/, '').replaceAll(/\s+/g, ' ').trim();
}
