import { type Cast, drawable, sizeOf } from './read-cast.ts';
import type { Stretch } from './stretch.ts';

/** An event as the player takes it: milliseconds of its own clock, the asciicast's letter, the text. */
export type Frame = [milliseconds: number, code: 'o' | 'r' | 'm', data: string];

/** A stretch of a recording, ready to be played from its second 0. */
export type Plan = {
  readonly columns: number;
  readonly rows: number;
  readonly frames: readonly Frame[];
  /** Seconds that it plays at normal speed. */
  readonly duration: number;
  /** The playing second of a second of the recording. */
  toPlayed(recorded: number): number;
  /** The recording's second of a playing second. */
  toRecorded(played: number): number;
};

/** A gap between two events: where it lies in the recording, and how long it was and is. */
type Knot = { readonly recorded: number; readonly played: number };

/** What a stretch without any time still plays, so that there is something to seek in. */
const shortest = 0.1;

/**
 * Plans the replay of a stretch: what came before it is on the screen when it begins,
 * and no pause is longer than `longestPause` seconds (null: as long as it was).
 */
export function planReplay(cast: Cast, { from, to, begin, end }: Stretch, longestPause: number | null): Plan {
  const size = drawable(cast.header);
  const frames: Frame[] = [];
  const knots: Knot[] = [{ recorded: from, played: 0 }];
  let { columns, rows } = size;
  let before: string[] = [];
  let recorded = from;
  let played = 0;

  const goTo = (seconds: number) => {
    const pause = seconds - recorded;
    recorded = seconds;
    played += longestPause === null ? pause : Math.min(pause, longestPause);
    knots.push({ recorded, played });
  };
  const flushBefore = () => {
    if (before.length > 0) frames.push([0, 'o', before.join('')]);
    before = [];
  };

  for (const [index, { seconds, code, data }] of cast.events.slice(0, end).entries()) {
    const isBefore = index < begin;
    const next = code === 'r' ? sizeOf(data) : null;
    if (code === 'm' || (code === 'r' && next === null)) continue;
    if (!isBefore) {
      flushBefore();
      goTo(Math.max(seconds, recorded));
    }
    if (next !== null) {
      flushBefore();
      if (isBefore) ({ columns, rows } = next);
      frames.push([played * 1_000, 'r', `${next.columns}x${next.rows}`]);
    } else if (isBefore) before.push(data);
    else frames.push([played * 1_000, 'o', data]);
  }
  flushBefore();
  goTo(Math.max(to, recorded));
  const duration = Math.max(played, shortest);
  // Without a last event the player would end with the last output.
  frames.push([duration * 1_000, 'm', '']);
  return {
    columns,
    rows,
    frames,
    duration,
    toPlayed: (second) => between(knots, second, 'recorded', 'played'),
    toRecorded: (second) => between(knots, second, 'played', 'recorded'),
  };
}

/** Reads one clock of the knots at a moment of the other one. */
function between(knots: readonly Knot[], at: number, known: keyof Knot, wanted: keyof Knot): number {
  let low = 0;
  let high = knots.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((knots[middle]?.[known] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const after = knots[low];
  const before = knots[low - 1] ?? after;
  if (before === undefined || after === undefined) return 0;
  const width = after[known] - before[known];
  const share = width <= 0 ? 1 : Math.min(1, Math.max(0, (at - before[known]) / width));
  return before[wanted] + share * (after[wanted] - before[wanted]);
}
