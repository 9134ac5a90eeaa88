import type { CastEvent } from '#protocol/cast.ts';
import type { CommandRecord } from '#protocol/command.ts';
import { parseMarkLabel } from '#protocol/recording.ts';
import type { Cast } from './read-cast.ts';

/** The part of a recording that a command and its prompt stand in. */
export type CommandStretch = {
  readonly columns: number;
  readonly rows: number;
  /** What the terminal said before the command, with the prompt at least, and from its begin to its end. */
  readonly before: readonly CastEvent[];
  readonly during: readonly CastEvent[];
  /** Lines of output that were left out because there was too much of it. */
  readonly skippedLines: number;
};

/** Times in a recording have three decimals. */
const precision = 0.002;
/** Characters of a command's output that are played at most, half of them from its beginning. */
const most = 256 * 1024;
/** Characters before a command among which its prompt is sought. */
const mostBefore = 16 * 1024;

/** Cuts the stretch of a command out of its terminal's recording; null where the recording does not reach so far. */
export function commandStretch({ header, events }: Cast, command: CommandRecord): CommandStretch | null {
  const { recordedFrom, endedAt } = command;
  if (recordedFrom === undefined) return null;
  const begin = beginIndex(events, recordedFrom);
  if (begin >= events.length) return null;
  const end = endIndex(events, begin, endedAt === null ? null : (endedAt - header.startedAt) / 1_000);
  const from = promptIndex(events, begin);
  const size = sizeAt(events, from) ?? header;
  const { kept, skippedLines } = cutMiddle(events.slice(begin, end));
  return {
    columns: size.columns,
    rows: size.rows,
    before: events.slice(from, begin),
    during: kept,
    skippedLines,
  };
}

/** Behind the command's own mark, or behind the moment that it began. */
function beginIndex(events: readonly CastEvent[], seconds: number): number {
  const mark = events.findIndex(
    (event) =>
      event.code === 'm' &&
      Math.abs(event.seconds - seconds) <= precision &&
      parseMarkLabel(event.data)?.kind === 'command-begun',
  );
  if (mark !== -1) return mark + 1;
  const later = events.findIndex((event) => event.seconds > seconds + precision);
  return later === -1 ? events.length : later;
}

/** Before the command's end, before the next one's begin, or at the end of the shell. */
function endIndex(events: readonly CastEvent[], begin: number, seconds: number | null): number {
  for (let index = begin; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined) break;
    if (seconds !== null && event.seconds > seconds + precision) return index;
    if (event.code !== 'm') continue;
    const mark = parseMarkLabel(event.data);
    if (mark?.kind === 'command-ended' && (seconds === null || event.seconds >= seconds - precision)) return index;
    if (seconds === null && (mark?.kind === 'command-begun' || mark?.kind === 'shell-ended')) return index;
  }
  return events.length;
}

/** Some output before the command: its prompt is the last of it. */
function promptIndex(events: readonly CastEvent[], begin: number): number {
  let length = 0;
  let index = begin;
  while (index > 0 && length < mostBefore) {
    index -= 1;
    const event = events[index];
    if (event?.code === 'o') length += event.data.length;
  }
  return index;
}

function sizeAt(events: readonly CastEvent[], index: number): { columns: number; rows: number } | null {
  const resize = events.slice(0, index).findLast(({ code }) => code === 'r');
  return resize === undefined ? null : parseSize(resize.data);
}

/** Reads `80x24`; null for what no terminal can be. */
export function parseSize(text: string): { readonly columns: number; readonly rows: number } | null {
  const [, columns, rows] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  const size = { columns: Number(columns), rows: Number(rows) };
  const fits = (side: number) => side >= 2 && side <= 1_000;
  return fits(size.columns) && fits(size.rows) ? size : null;
}

function cutMiddle(events: readonly CastEvent[]): { kept: readonly CastEvent[]; skippedLines: number } {
  const length = events.reduce((sum, { code, data }) => sum + (code === 'o' ? data.length : 0), 0);
  if (length <= most) return { kept: events, skippedLines: 0 };
  let [head, tail] = [0, events.length];
  for (let kept = 0; head < tail && kept < most / 2; head += 1) kept += events[head]?.data.length ?? 0;
  for (let kept = 0; tail > head && kept < most / 2; tail -= 1) kept += events[tail - 1]?.data.length ?? 0;
  const left = events.slice(head, tail);
  const skippedLines = left.reduce((sum, { code, data }) => sum + (code === 'o' ? data.split('\n').length - 1 : 0), 0);
  return { kept: [...events.slice(0, head), ...events.slice(tail)], skippedLines };
}
