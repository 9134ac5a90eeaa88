import type { IMarker, Terminal } from '@xterm/headless';
import type { CastEvent } from '#protocol/cast.ts';
import type { CommandRecord } from '#protocol/command.ts';
import { createHeadless } from '../../terminal/headless.ts';
import { commandStretch, parseSize } from './command-stretch.ts';
import type { Cast } from './read-cast.ts';
import { readLine, type ScreenLine } from './screen-line.ts';

/** What a terminal showed of a command: its prompt with the command, and what it printed. */
export type CommandScreen = {
  readonly lines: readonly ScreenLine[];
  /** Lines of output that were not even played, because there was too much of it. */
  readonly skippedLines: number;
};

/** Lines that are kept of a screen: what is played of a command fits, but for a flood of line feeds. */
const scrollback = 20_000;

/** Plays a command's part of a recording on an empty screen of its size; null where the recording has none of it. */
export async function commandScreen(cast: Cast, command: CommandRecord): Promise<CommandScreen | null> {
  const stretch = commandStretch(cast, command);
  if (stretch === null) return null;
  const { columns, rows } = stretch;
  const { terminal } = createHeadless({ columns, rows, scrollback });
  try {
    await play(terminal, stretch.before);
    const begin = beginLine(terminal, command);
    await play(terminal, stretch.during);
    const prompt = begin?.prompt ?? '';
    const lines = linesFrom(terminal, Math.max(0, begin?.marker.line ?? 0), prompt);
    return { lines, skippedLines: stretch.skippedLines };
  } finally {
    terminal.dispose();
  }
}

async function play(terminal: Terminal, events: readonly CastEvent[]): Promise<void> {
  for (const { code, data } of events) {
    if (code === 'o') terminal.write(data);
    if (code === 'r') {
      const size = parseSize(data);
      // What was written before is drawn in the size that it was written for.
      if (size !== null) terminal.write('', () => terminal.resize(size.columns, size.rows));
    }
  }
  await new Promise<void>((resolve) => {
    terminal.write('', resolve);
  });
}

/** The line that the command was typed on, and what stood on it before: the prompt. */
function beginLine(terminal: Terminal, { text }: CommandRecord): { marker: IMarker; prompt: string } | null {
  const { normal } = terminal.buffer;
  const present = normal.baseY + normal.cursorY;
  const isAtPrompt = normal.cursorX > 0;
  let line = isAtPrompt ? present : Math.max(0, present - text.split('\n').length);
  while (line > 0 && normal.getLine(line)?.isWrapped === true) line -= 1;
  const marker = terminal.registerMarker(line - present);
  if (marker === undefined) return null;
  const written = (normal.getLine(line)?.translateToString() ?? '').trimEnd();
  const typed = isAtPrompt ? -1 : written.indexOf(text.trimStart().slice(0, 12));
  return { marker, prompt: typed === -1 ? (isAtPrompt ? written : '') : written.slice(0, typed).trimEnd() };
}

/** The lines from `first` on, without the next prompt. */
function linesFrom(terminal: Terminal, first: number, prompt: string): readonly ScreenLine[] {
  const { normal } = terminal.buffer;
  const cell = normal.getNullCell();
  const last = normal.baseY + normal.cursorY;
  const lines: ScreenLine[] = [];
  for (let row = first; row <= last; row += 1) {
    const line = normal.getLine(row);
    if (line === undefined) continue;
    const written = line.translateToString().trimEnd();
    const isPrompt = row === last && row > first && prompt !== '' && written.endsWith(prompt);
    lines.push(readLine(line, cell, isPrompt ? written.length - prompt.length : line.length));
  }
  while (lines.length > 0 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}
