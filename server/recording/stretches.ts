import { formatCastEvent, parseCastEvent, type CastEvent } from '#protocol/cast.ts';
import { bytesCut, cutEvents, cutWords } from './cut-mark.ts';
import { modesSetBy } from './modes.ts';

/** A line of a recording, not its first, with its line feed. */
export type Line = Buffer;

/** How much output of a stretch is kept, in bytes of the file. */
export type Budget = { readonly head: number; readonly tail: number };

const quote = 0x22;

export function lineOf(event: CastEvent): Line {
  return Buffer.from(formatCastEvent(event));
}

export function eventOf(line: Line): CastEvent {
  return parseCastEvent(line.toString('utf8'));
}

export function lengthOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

/** Whether a stretch begins with this line: it is a marker, and not that of a cut. */
export function isBorder(line: Line): boolean {
  return codeOf(line) === 'm' && cutOf(line) === null;
}

/** How often output was left out of these lines. */
export function countCuts(lines: readonly Line[]): number {
  return lines.filter((line) => cutOf(line) !== null).length;
}

/** The lines of a recording parted into stretches; the first may have no marker. */
export function toStretches(lines: readonly Line[]): Line[][] {
  const stretches: Line[][] = [];
  for (const line of lines) {
    const current = stretches.at(-1);
    if (current && !isBorder(line)) current.push(line);
    else stretches.push([line]);
  }
  return stretches;
}

/**
 * Leaves out the middle of a stretch that is over its budget, as one cut: cuts that were in it are added up,
 * and neither what is kept of the head nor of the tail reaches over one of them.
 */
export function cutMiddle(stretch: readonly Line[], { head, tail }: Budget): Line[] {
  if (outputBytes(stretch) <= head + tail) return [...stretch];
  const lines = [...stretch];
  let from = 0;
  for (let left = head; from < lines.length; from += 1) {
    const line = lines[from];
    if (!line || cutOf(line) !== null) break;
    if (codeOf(line) !== 'o') continue;
    if (line.length > left) {
      const parts = splitBefore(line, left);
      if (parts) lines.splice(from++, 1, ...parts);
      break;
    }
    left -= line.length;
  }
  let to = lines.length;
  for (let left = tail; to > from; to -= 1) {
    const line = lines[to - 1];
    const before = lines[to - 2];
    if (!line || (before && cutOf(before) !== null)) break;
    if (codeOf(line) !== 'o') continue;
    if (line.length > left) {
      const parts = splitAfter(line, line.length - left);
      if (parts) lines.splice(to - 1, 1, ...parts);
      break;
    }
    left -= line.length;
  }
  const middle = lines.slice(from, to);
  const rest = lines.slice(to);
  const [next = middle.at(-1)] = rest;
  if (!next) return lines;
  return [...lines.slice(0, from), ...standInFor(middle, eventOf(next).seconds), ...rest];
}

/** Parts a line of output at the last line feed within about its first `bytes`; null when there is none. */
function splitBefore(line: Line, bytes: number): [Line, Line] | null {
  const { data } = eventOf(line);
  return splitAt(line, data.lastIndexOf('\n', Math.floor((bytes * data.length) / line.length) - 1) + 1);
}

/** Parts a line of output at the first line feed behind about its first `bytes`; null when there is none. */
function splitAfter(line: Line, bytes: number): [Line, Line] | null {
  const { data } = eventOf(line);
  return splitAt(line, data.indexOf('\n', Math.ceil((bytes * data.length) / line.length)) + 1);
}

function splitAt(line: Line, index: number): [Line, Line] | null {
  const event = eventOf(line);
  if (index <= 0 || index >= event.data.length) return null;
  return [lineOf({ ...event, data: event.data.slice(0, index) }), lineOf({ ...event, data: event.data.slice(index) })];
}

/**
 * The lines that stand for others that are left out: how much it was, the last of the sizes, and the modes that were set,
 * so that what follows is drawn on the screen that it was meant for.
 */
export function standInFor(lines: readonly Line[], seconds: number): Line[] {
  const { bytes, text, resize } = readOutput(lines);
  const cut = cutEvents(seconds, bytes, modesSetBy(text)).map(lineOf);
  return resize ? [resize, ...cut] : cut;
}

/** How many bytes of output these lines stand for, also those that were left out of them. */
export function bytesIn(lines: readonly Line[]): number {
  return readOutput(lines).bytes;
}

function readOutput(lines: readonly Line[]): {
  readonly bytes: number;
  /** Of the notices too: they set modes. */
  readonly text: string;
  readonly resize: Line | null;
} {
  const texts: string[] = [];
  let bytes = 0;
  let resize: Line | null = null;
  let isNotice = false;
  for (const line of lines) {
    const cut = cutOf(line);
    if (codeOf(line) === 'r') resize = line;
    if (codeOf(line) === 'o') {
      const { data } = eventOf(line);
      texts.push(data);
      if (!isNotice) bytes += Buffer.byteLength(data);
    }
    bytes += cut ?? 0;
    isNotice = cut !== null;
  }
  return { bytes, text: texts.join(''), resize };
}

/** What the budget is about: the output, without the notices that some of it was left out. */
export function outputBytes(lines: readonly Line[]): number {
  let bytes = 0;
  let isNotice = false;
  for (const line of lines) {
    if (codeOf(line) === 'o' && !isNotice) bytes += line.length;
    isNotice = cutOf(line) !== null;
  }
  return bytes;
}

/** The letter of a line's event, without reading the rest of it: `[12.345,"o","…"]`. */
function codeOf(line: Line): string {
  return String.fromCharCode(line[line.indexOf(quote) + 1] ?? 0);
}

/** How many bytes a line says were left out; null for any other line. Most are not read for it: a run has many thousands. */
function cutOf(line: Line): number | null {
  return codeOf(line) === 'm' && line.includes(cutWords) ? bytesCut(eventOf(line)) : null;
}
