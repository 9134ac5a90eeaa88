import { readFile } from 'node:fs/promises';
import type { CommandRecord } from '#protocol/command.ts';
import { renderDrawings } from './drawings/render-drawings.ts';
import { figurePlans, type FigurePlan } from './figure-list.ts';
import { chosenRun, commandRuns } from './find-run.ts';
import { coverageOf } from './figures/font-coverage.ts';
import { workInLanes } from './figures/lanes.ts';
import { readCast, type Cast } from './figures/read-cast.ts';
import { renderTerminal } from './figures/render-terminal.ts';
import { fontFiles } from './figures/to-png.ts';
import type { ReportFigure, ReportSource } from './report-source.ts';

/** Pictures that are made at a time: each takes some ten megabytes while it is. */
const lanes = 3;

/** Draws every picture of the report, in its order: terminals, the scheme, the outages, the time strip. */
export async function renderFigures(source: ReportSource): Promise<readonly ReportFigure[]> {
  const runs = commandRuns(source.events);
  const covers = coverageOf(await readFile(fontFiles[0]));
  const casts = new Map<string, Promise<Cast | null>>();
  const castOf = (terminal: string): Promise<Cast | null> => {
    const known = casts.get(terminal);
    if (known !== undefined) return known;
    const text = source.recordings.get(terminal);
    const cast = text === undefined ? Promise.resolve(null) : readCast(text);
    casts.set(terminal, cast);
    return cast;
  };
  const terminals = await workInLanes(figurePlans, lanes, async (plan) => {
    const command = chosenRun(runs, plan.command, plan.sqlState);
    const picture = { name: plan.name, caption: plan.caption, title: titleOf(source, plan, command), command };
    return renderTerminal(picture, command === null ? null : await castOf(command.terminal), source, covers);
  });
  return [...terminals, ...(await renderDrawings(source))];
}

/** The title of the terminal where a command really ran, as its step calls it. */
function titleOf({ steps }: ReportSource, plan: FigurePlan, command: CommandRecord | null): string {
  const step = steps.find(({ id }) => id === plan.step);
  const planned = step?.commands.find(({ id }) => id === plan.command)?.terminal;
  const terminal = command?.terminal ?? planned ?? '';
  const titles = [step, ...steps].flatMap((one) => one?.terminals ?? []);
  return titles.find(({ name }) => name === terminal)?.title ?? terminal;
}
