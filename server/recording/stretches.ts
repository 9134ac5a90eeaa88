import { formatCastEvent, parseCastEvent, type CastEvent } from '#protocol/cast.ts';
import { bytesCut, cutEvents } from './cut-mark.ts';

/** How much of a stretch is kept, in bytes of the file. */
export type Budget = { readonly head: number; readonly tail: number };

/** A line of a recording with its line feed. */
type Line = Buffer;

const quote = 0x22;

/** The letter of a line's event, without reading the rest of it: `[12.345,"o","…"]`. */
function codeOf(line: Line): string {
  return String.fromCharCode(line[line.indexOf(quote) + 1] ?? 0);
}

function eventOf(line: Line): CastEvent {
  return parseCastEvent(line.toString('utf8'));
}

/** How many bytes a line says were left out; null for any other line. */
function cutOf(line: Line): number | null {
  return codeOf(line) === 'm' ? bytesCut(eventOf(line)) : null;
}

/** The lines of a recording parted into stretches: each begins with a marker that is not a cut, the first maybe without. */
export function toStretches(lines: readonly Line[]): Line[][] {
  const stretches: Line[][] = [];
  let current: Line[] | null = null;
  for (const line of lines) {
    if (current && (codeOf(line) !== 'm' || cutOf(line) !== null)) {
      current.push(line);
    } else {
      current = [line];
      stretches.push(current);
    }
  }
  return stretches;
}

/** How often output was left out of these lines. */
export function countCuts(lines: readonly Line[]): number {
  return lines.filter((line) => cutOf(line) !== null).length;
}

export function lengthOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

/**
 * Leaves out the middle of a stretch that is over its budget, as one cut: earlier cuts in between are added to it,
 * and the kept tail does not reach back over the last of them.
 */
export function cutMiddle(stretch: readonly Line[], { head, tail }: Budget): Line[] {
  if (lengthOf(stretch) <= head + tail) return [...stretch];
  // Its marker stays in any case.
  let from = 1;
  for (let kept = 0; from < stretch.length; from += 1) {
    const line = stretch[from];
    kept += line?.length ?? 0;
    if (!line || kept > head || cutOf(line) !== null) break;
  }
  let to = stretch.length;
  for (let kept = 0; to > from; to -= 1) {
    const line = stretch[to - 1];
    const before = stretch[to - 2];
    kept += line?.length ?? 0;
    if (!line || kept > tail || (before && cutOf(before) !== null)) break;
  }
  const middle = stretch.slice(from, to);
  const [first] = middle;
  if (!first) return [...stretch];
  const { bytes, resize } = leaveOut(middle);
  const rest = stretch.slice(to);
  const at = eventOf(rest[0] ?? middle.at(-1) ?? first).seconds;
  return [
    ...stretch.slice(0, from),
    ...(resize ? [resize] : []),
    ...cutEvents(at, bytes).map((event) => Buffer.from(formatCastEvent(event))),
    ...rest,
  ];
}

/** Counts what is left out; of the sizes in it the last one counts on. */
function leaveOut(lines: readonly Line[]): { readonly bytes: number; readonly resize: Line | null } {
  let bytes = 0;
  let resize: Line | null = null;
  let isNotice = false;
  for (const line of lines) {
    const cut = cutOf(line);
    if (cut !== null) bytes += cut;
    else if (codeOf(line) === 'r') resize = line;
    else if (!isNotice) bytes += Buffer.byteLength(eventOf(line).data);
    isNotice = cut !== null;
  }
  return { bytes, resize };
}
