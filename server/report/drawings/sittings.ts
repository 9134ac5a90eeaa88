/** A stretch of a run in which somebody was at work; milliseconds. */
export type Sitting = { readonly from: number; readonly to: number };

/** A time without any event after which somebody has gone away: no wait of the lab is as long. */
const goneAfter = 30 * 60_000;
/** The least that is drawn: a moment alone has no width. */
const least = 60_000;

/** The sittings of a run, by the times of its events in order: an evening, and the next one. */
export function sittingsOf(times: Iterable<number>): readonly Sitting[] {
  const sittings: { from: number; to: number }[] = [];
  for (const at of times) {
    const last = sittings.at(-1);
    if (last && at - last.to <= goneAfter) last.to = Math.max(last.to, at);
    else sittings.push({ from: at, to: at });
  }
  return sittings.map(({ from, to }) => ({ from, to: Math.max(to, from + least) }));
}
