import { type RecordingMark, parseMarkLabel } from '#protocol/recording.ts';
import type { Cast } from './read-cast.ts';

/** The part of a recording that is played: its seconds, and its events from `begin` up to `end`, which is not one of them. */
export type Stretch = {
  readonly from: number;
  readonly to: number;
  readonly begin: number;
  readonly end: number;
};

/** A marker of a recording, read; `index` is its place among the events. */
export type Mark = { readonly index: number; readonly seconds: number; readonly mark: RecordingMark };

/** The last second of a recording. */
export function lengthOf(cast: Cast): number {
  return cast.events.at(-1)?.seconds ?? 0;
}

/** The markers that the lab wrote, in order. */
export function marksOf(cast: Cast): readonly Mark[] {
  return cast.events.flatMap(({ seconds, code, data }, index) => {
    const mark = code === 'm' ? parseMarkLabel(data) : null;
    return mark === null ? [] : [{ index, seconds, mark }];
  });
}

/** Seconds that a marker may stand beside the place that the journal names: both are rounded. */
const tolerance = 0.01;

/**
 * From a command's own marker to the one of its end; what runs inside it (statements in a psql) belongs to it.
 * Null when the recording has no command there: what was too much of it has been cut.
 */
export function stretchOfCommand(cast: Cast, from: number): Stretch | null {
  const marks = marksOf(cast);
  const distance = ({ seconds, mark }: Mark) =>
    mark.kind === 'command-begun' ? Math.abs(seconds - from) : Number.POSITIVE_INFINITY;
  // Two statements may begin within the tolerance: the nearest one is meant.
  const nearest = Math.min(...marks.map(distance));
  const first = marks.findIndex((mark) => distance(mark) === nearest);
  return nearest > tolerance ? null : commandAt(cast, marks, first);
}

function commandAt(cast: Cast, marks: readonly Mark[], first: number): Stretch | null {
  const [begun, ...later] = marks.slice(first);
  if (begun === undefined) return null;
  const { seconds: from, index: begin } = begun;
  let depth = 1;
  for (const { index, seconds, mark } of later) {
    if (mark.kind === 'command-begun') depth += 1;
    if (mark.kind === 'command-ended') depth -= 1;
    const gone = mark.kind === 'shell-ended' || mark.kind === 'shell-started' || mark.kind === 'gap';
    if (depth === 0 || gone) return { from, to: seconds, begin, end: index };
  }
  return { from, to: lengthOf(cast), begin, end: cast.events.length };
}

function endAt(cast: Cast, stretch: Stretch, until: number): Stretch {
  if (until >= stretch.to) return stretch;
  const later = cast.events.findIndex(({ seconds }, index) => index > stretch.begin && seconds > until);
  return { ...stretch, to: until, end: later === -1 ? stretch.end : later };
}

/** What of a recording a replay shows. */
export type ReplayPart =
  /** The command that begins at this second; of a psql that stayed open, at most until another one. */
  | { readonly kind: 'command'; readonly from: number; readonly until?: number }
  /** The command that ran at this second, or some seconds around it. */
  | { readonly kind: 'moment'; readonly at: number }
  /** All of it, from this second on. */
  | { readonly kind: 'whole'; readonly at?: number };

/** Seconds that are shown around a moment that no command ran at, and before a moment that one did. */
const around = { before: 5, after: 10, lead: 2 };

/** The stretch that a part comes to, and where its replay begins; null when the recording has it no more. */
export function stretchOf(cast: Cast, part: ReplayPart): (Stretch & { readonly at: number }) | null {
  if (part.kind === 'whole') {
    const to = lengthOf(cast);
    return { from: 0, to, begin: 0, end: cast.events.length, at: Math.min(Math.max(0, part.at ?? 0), to) };
  }
  if (part.kind === 'command') {
    const stretch = stretchOfCommand(cast, part.from);
    return stretch && { ...endAt(cast, stretch, part.until ?? stretch.to), at: stretch.from };
  }
  const { at } = part;
  if (at > lengthOf(cast) + tolerance) return null;
  return commandAround(cast, at) ?? secondsAround(cast, at);
}

/** The last command that ran at a moment: a statement rather than the psql around it. */
function commandAround(cast: Cast, at: number): (Stretch & { readonly at: number }) | null {
  const marks = marksOf(cast);
  for (let first = marks.length - 1; first >= 0; first -= 1) {
    const mark = marks[first];
    if (mark?.mark.kind !== 'command-begun' || mark.seconds > at + tolerance) continue;
    const stretch = commandAt(cast, marks, first);
    if (stretch && stretch.to >= at - tolerance) return { ...stretch, at: Math.max(stretch.from, at - around.lead) };
  }
  return null;
}

function secondsAround(cast: Cast, at: number): Stretch & { readonly at: number } {
  const from = Math.max(0, at - around.before);
  const to = Math.min(lengthOf(cast), at + around.after);
  const indexAfter = (second: number) => {
    const index = cast.events.findIndex(({ seconds }) => seconds > second);
    return index < 0 ? cast.events.length : index;
  };
  return { from, to, begin: indexAfter(from), end: indexAfter(to), at: Math.max(from, at - around.lead) };
}

/** Bytes of output that were left out within a stretch. */
export function bytesCutWithin(cast: Cast, { begin, end }: Stretch): number {
  return marksOf(cast).reduce(
    (sum, { index, mark }) => (mark.kind === 'cut' && index >= begin && index < end ? sum + mark.bytes : sum),
    0,
  );
}
