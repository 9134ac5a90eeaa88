import { comparableText } from '#protocol/command-text.ts';
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
  const text = comparableText(fillPlaceholders(command.text, placeholders).text);
  const byHand = runs.filter((run) => run.stepCommand === null && run.kind === command.kind);
  const candidates = [
    ...runs.filter((run) => run.stepCommand === command.id),
    ...byHand.filter((run) => comparableText(run.text) === text),
    ...(command.kind === 'sql' ? statementByStatement(command, text, byHand) : []),
  ];
  return candidates.reduce<CommandRecord | null>(
    (newest, run) => (newest === null || startOf(run) >= startOf(newest) ? run : newest),
    null,
  );
}

/** A block of several statements that was typed one after another: told by the last of them. */
function statementByStatement(
  { terminal }: CommandOnPage,
  text: string,
  byHand: readonly CommandRecord[],
): CommandRecord[] {
  const here = byHand.filter((run) => run.terminal === terminal);
  return here.flatMap((last, index) => {
    for (let from = index - 1; from >= Math.max(0, index - 9); from -= 1) {
      const statements = here.slice(from, index + 1);
      const first = statements[0];
      if (first === undefined || statements.map((run) => comparableText(run.text)).join('; ') !== text) continue;
      const failed = statements.find((run) => run.exitCode !== 0);
      return [{ ...(failed ?? last), id: last.id, text, startedAt: first.startedAt, endedAt: last.endedAt }];
    }
    return [];
  });
}

/** A run that has not begun yet is the newest of all. */
function startOf(run: CommandRecord): number {
  return run.startedAt ?? Number.MAX_SAFE_INTEGER;
}
