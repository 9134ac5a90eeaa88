import type { CommandRecord } from '#protocol/command.ts';
import { renderDrawings } from './drawings/render-drawings.ts';
import { figurePlans, type FigurePlan } from './figure-list.ts';
import { chosenRun, commandRuns } from './find-run.ts';
import { readCast, type Cast } from './figures/read-cast.ts';
import { renderTerminal } from './figures/render-terminal.ts';
import type { ReportFigure, ReportSource } from './report-source.ts';

/** Draws every picture of the report, in its order: terminals, the scheme, the outages, the time strip. */
export async function renderFigures(source: ReportSource): Promise<readonly ReportFigure[]> {
  const runs = commandRuns(source.events);
  const casts = new Map<string, Cast | null>();
  const castOf = (terminal: string): Cast | null => {
    const known = casts.get(terminal);
    if (known !== undefined) return known;
    const text = source.recordings.get(terminal);
    const cast = text === undefined ? null : readCast(text);
    casts.set(terminal, cast);
    return cast;
  };
  const terminals = Promise.all(
    figurePlans.map(async (plan) => {
      const command = chosenRun(runs, plan.command, plan.sqlState);
      const picture = { name: plan.name, caption: plan.caption, title: titleOf(source, plan, command), command };
      return renderTerminal(picture, command === null ? null : castOf(command.terminal), source);
    }),
  );
  return [...(await terminals), ...(await renderDrawings(source))];
}

/** The title of the terminal where a command really ran, as its step calls it. */
function titleOf({ steps }: ReportSource, plan: FigurePlan, command: CommandRecord | null): string {
  const step = steps.find(({ id }) => id === plan.step);
  const planned = step?.commands.find(({ id }) => id === plan.command)?.terminal;
  const terminal = command?.terminal ?? planned ?? '';
  const titles = [step, ...steps].flatMap((one) => one?.terminals ?? []);
  return titles.find(({ name }) => name === terminal)?.title ?? terminal;
}
