import { cutMiddle, eventOf, lengthOf, standInFor, toStretches, type Budget, type Line } from './stretches.ts';

/** Below this a stretch is not worth its place: then whole ones go, the oldest first. */
const leastBudget = 512;

/**
 * Brings recordings down to `target` bytes together: the budget of every stretch is halved until they fit,
 * so that the longest lose first and the newest end of each is kept.
 */
export function thinOut(
  recordings: ReadonlyMap<string, readonly Line[]>,
  target: number,
  budget: Budget,
): Map<string, Line[]> {
  let thinned = new Map([...recordings].map(([name, lines]) => [name, [...lines]]));
  const fits = () => [...thinned.values()].reduce((sum, lines) => sum + lengthOf(lines), 0) <= target;
  for (let { head, tail } = budget; !fits() && head + tail >= leastBudget; head /= 2, tail /= 2) {
    thinned = new Map(
      [...recordings].map(([name, lines]) => [
        name,
        toStretches(lines).flatMap((stretch) => cutMiddle(stretch, { head, tail })),
      ]),
    );
  }
  while (!fits()) {
    const before = thinned;
    thinned = new Map([...before].map(([name, lines]) => [name, withoutOldest(lines)]));
    if ([...thinned].every(([name, lines]) => lines.length === before.get(name)?.length)) break;
  }
  return thinned;
}

/** Without the older half of its stretches. */
function withoutOldest(lines: readonly Line[]): Line[] {
  const stretches = toStretches(lines);
  const gone = stretches.slice(0, Math.floor(stretches.length / 2));
  const kept = stretches.slice(gone.length).flat();
  const [first] = kept;
  if (!first || gone.length === 0) return [...lines];
  return [...standInFor(gone.flat(), eventOf(first).seconds), ...kept];
}
