import { comparableText } from '#protocol/command-text.ts';
import { fillPlaceholders, type PlaceholderValues } from '#protocol/placeholder.ts';
import type { Step, StepCommand } from '#protocol/step.ts';

export type TypedCommand = { readonly terminal: string; readonly text: string };

/**
 * Finds the step's command that a line typed by hand is a run of, so that typing counts the same as clicking.
 * @param open the steps that a page shows now: they win where several steps have the same command
 */
export function matchStepCommand(
  typed: TypedCommand,
  steps: readonly Step[],
  open: readonly Step[],
  placeholders: PlaceholderValues,
): string | null {
  const wanted = comparableText(typed.text);
  if (wanted === '') return null;
  const matches = (command: StepCommand) =>
    comparableText(fillPlaceholders(command.text, placeholders).text) === wanted;
  for (const candidates of [open, steps]) {
    const commands = candidates.flatMap((step) => step.commands).filter(matches);
    // A query means something else on another node; a shell command does not mind where it is typed.
    const found =
      commands.find((command) => command.terminal === typed.terminal) ??
      commands.find((command) => command.kind === 'shell');
    if (found !== undefined) return found.id;
  }
  return null;
}
