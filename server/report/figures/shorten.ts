import type { ScreenLine } from './screen-line.ts';

/** Lines of a figure, with a place where others were left out. */
export type ShortLines = {
  readonly head: readonly ScreenLine[];
  /** How many lines are left out between them. */
  readonly skipped: number;
  readonly tail: readonly ScreenLine[];
};

const most = 60;
const headLines = 14;

/** Leaves out the middle of many lines: what a command came to stands at its end. */
export function shortenLines(lines: readonly ScreenLine[], skippedBefore = 0): ShortLines {
  if (lines.length <= most && skippedBefore === 0) return { head: lines, skipped: 0, tail: [] };
  const head = lines.slice(0, headLines);
  const tail = lines.slice(headLines).slice(-(most - headLines - 1));
  return { head, skipped: lines.length - head.length - tail.length + skippedBefore, tail };
}
