import {
  cutMiddle,
  eventOf,
  lengthOf,
  outputBytes,
  standInFor,
  toStretches,
  type Budget,
  type Line,
} from './stretches.ts';

/** Below this a stretch is not worth its place: then whole ones go, the oldest first. */
const leastBudget = 512;

/** Budgets to try in turn, each half of the one before: so the longest stretches lose first. */
export function budgetsFrom(budget: Budget): readonly Budget[] {
  const budgets: Budget[] = [];
  for (let { head, tail } = budget; head + tail >= leastBudget; head /= 2, tail /= 2) budgets.push({ head, tail });
  return budgets;
}

/** How long a stretch is, and how much of that is output, of which a part can be left out: bytes. */
export type StretchSize = { readonly length: number; readonly output: number };

/** What stands in the place of output that was left out takes about so many bytes. */
const standInBytes = 256;

/** The sizes of the stretches of a recording. */
export function sizesOf(lines: readonly Line[]): readonly StretchSize[] {
  return toStretches(lines).map((stretch) => ({ length: lengthOf(stretch), output: outputBytes(stretch) }));
}

/** How long stretches of these sizes would be together within a budget, without going through them: about, and rather too long. */
export function lengthWithin(sizes: readonly StretchSize[], { head, tail }: Budget): number {
  return sizes.reduce((sum, { length, output }) => {
    const left = output - head - tail;
    return sum + (left > 0 ? length - left + standInBytes : length);
  }, 0);
}

/** Leaves out the middle of every stretch that is over this budget. */
export function thinLines(lines: readonly Line[], budget: Budget): Line[] {
  return toStretches(lines).flatMap((stretch) => cutMiddle(stretch, budget));
}

/** Without the older half of its stretches; the same lines where nothing can go. */
export function withoutOldest(lines: readonly Line[]): readonly Line[] {
  const stretches = toStretches(lines);
  const gone = stretches.slice(0, Math.floor(stretches.length / 2));
  const kept = stretches.slice(gone.length).flat();
  const [first] = kept;
  if (!first || gone.length === 0) return lines;
  return [...standInFor(gone.flat(), eventOf(first).seconds), ...kept];
}

/** Brings recordings down to `target` bytes together, so that the longest lose first and the newest end of each is kept. */
export function thinOut(
  recordings: ReadonlyMap<string, readonly Line[]>,
  target: number,
  budget: Budget,
): ReadonlyMap<string, readonly Line[]> {
  const fits = (these: ReadonlyMap<string, readonly Line[]>) =>
    [...these.values()].reduce((sum, lines) => sum + lengthOf(lines), 0) <= target;
  const each = (these: typeof recordings, change: (lines: readonly Line[]) => readonly Line[]) =>
    new Map([...these].map(([name, lines]) => [name, change(lines)] as const));
  let thinned = recordings;
  for (const next of budgetsFrom(budget)) {
    if (fits(thinned)) return thinned;
    thinned = each(recordings, (lines) => thinLines(lines, next));
  }
  while (!fits(thinned)) {
    const before = thinned;
    thinned = each(before, withoutOldest);
    if ([...thinned].every(([name, lines]) => lines === before.get(name))) break;
  }
  return thinned;
}
