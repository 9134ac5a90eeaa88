import type { CommandRecord } from '#protocol/command.ts';
import { figureOutput } from '#protocol/figure-output.ts';
import { documentPaint, picturePaint } from '../drawings/paint.ts';
import type { DrawnFigure, MissingFigure, ReportSource } from '../report-source.ts';
import { commandScreen } from './command-screen.ts';
import { drawTerminal } from './draw-terminal.ts';
import { withKnownSigns } from './known-signs.ts';
import type { Cast } from './read-cast.ts';
import { plainLook, type ScreenLine } from './screen-line.ts';
import { shortenLines, type ShortLines } from './shorten.ts';
import { toPng } from './to-png.ts';

/** What a terminal's picture is made of. */
export type TerminalPicture = {
  readonly name: string;
  readonly caption: string;
  /** Of the terminal's window. */
  readonly title: string;
  readonly command: CommandRecord | null;
};

/**
 * Draws what a terminal showed of a command: from its recording, else from the kept output, else says why not.
 * @param covers which characters our font has
 */
export async function renderTerminal(
  { name, caption, title, command }: TerminalPicture,
  cast: Cast | null,
  { outputs }: Pick<ReportSource, 'outputs'>,
  covers: (character: string) => boolean,
): Promise<DrawnFigure | MissingFigure> {
  if (command === null) return { state: 'missing', name, why: 'Команда этого рисунка не выполнялась.' };
  const screen = cast === null ? null : await commandScreen(cast, command);
  const kept = outputs.get(command.id);
  if (screen === null && kept === undefined) {
    return { state: 'missing', name, why: 'Ни записи терминала, ни вывода команды не сохранилось.' };
  }
  const lines = screen === null ? keptLines(command, kept ?? '') : shortenLines(screen.lines, screen.skippedLines);
  const picture = drawTerminal(withKnownSigns(lines, covers), title, picturePaint);
  return {
    state: 'drawn',
    name,
    png: await toPng(picture.svg),
    svg: drawTerminal(lines, title, documentPaint).svg.text,
    width: picture.width,
    height: picture.height,
    alt: `${caption}. Терминал «${title}», команда: ${command.text.replaceAll(/\s+/g, ' ')}`,
    from: screen === null ? 'output' : 'recording',
    command,
  };
}

/** The kept output as lines of a screen, below the command's text. */
function keptLines({ kind, text }: CommandRecord, output: string): ShortLines {
  const prompt = kind === 'sql' ? 'postgres=# ' : '$ ';
  const lines = [...`${prompt}${text}`.split('\n'), ...figureOutput(output).split('\n')];
  return shortenLines(lines.flatMap(wrapped));
}

const keptColumns = 120;

function wrapped(line: string): ScreenLine[] {
  const rows: ScreenLine[] = [];
  for (let from = 0; from === 0 || from < line.length; from += keptColumns) {
    const text = line.slice(from, from + keptColumns);
    rows.push(text === '' ? [] : [{ column: 0, cells: text.length, text, look: plainLook }]);
  }
  return rows;
}
