import type { Step, StepCommand } from '#protocol/step.ts';

/**
 * The command of a step by its id.
 * @throws Error naming the step and the ids that it has
 */
export function stepCommand(step: Step, id: string): StepCommand {
  const found = step.commands.find((command) => command.id === id);
  if (found) return found;
  const known = step.commands.map((command) => command.id).join(', ');
  throw new Error(`The step «${step.id}» has no command «${id}»; it has: ${known || 'none'}`);
}

/** The command that brings a terminal to psql's prompt: of this step, or the last one of the steps before it. */
export function psqlOpener(steps: readonly Step[], here: Step, terminal: string): StepCommand | null {
  const until = steps.findIndex((step) => step.id === here.id);
  const openers = steps
    .slice(0, until + 1)
    .flatMap((step) => step.commands)
    .filter((command) => command.opens === 'psql' && command.terminal === terminal);
  return openers.at(-1) ?? null;
}
