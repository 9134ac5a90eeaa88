import { fillPlaceholders, neutralNames, type PlaceholderValues } from '#protocol/placeholder.ts';
import type { Step } from '#protocol/step.ts';
import type { TerminalActivity } from '#protocol/terminal.ts';
import { LabError } from '../lab-error.ts';
import type { CommandRequest, RunRequest } from '../terminal/command-request.ts';

export type CommandSurroundings = {
  readonly terminal: string;
  readonly activity: TerminalActivity;
  readonly steps: readonly Step[];
  readonly placeholders: PlaceholderValues;
};

/**
 * Fills in the names from the cluster, and what a script left out: the step's command it is a run of, and its kind.
 * @throws LabError 409 `placeholder-unknown` while the cluster does not say a name
 */
export function prepareCommand(request: CommandRequest, around: CommandSurroundings): RunRequest {
  const commands = around.steps.flatMap((step) => step.commands);
  const known =
    commands.find(({ id }) => id === request.stepCommand) ??
    commands.find(({ terminal, text }) => terminal === around.terminal && text === request.text) ??
    null;
  const { text, unknown } = fillPlaceholders(request.text, around.placeholders);
  if (unknown.length > 0) {
    const names = unknown.map((name) => `«${neutralNames[name]}»`).join(', ');
    throw new LabError({
      code: 'placeholder-unknown',
      title: 'Кластер ещё не назвал имён',
      message: `Команде нужно имя от кластера, а его пока нет: ${names}.`,
      hint: 'Подождите, пока кластер выберет лидера, или посмотрите на странице «Состояние машины», отвечает ли Docker.',
      status: 409,
    });
  }
  const atPsql = around.activity.at === 'psql-prompt';
  return {
    text,
    kind: request.kind ?? known?.kind ?? (atPsql ? 'sql' : 'shell'),
    stepCommand: request.stepCommand ?? known?.id ?? null,
    interrupt: request.interrupt,
  };
}
