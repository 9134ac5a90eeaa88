/** The stretch of time that the strip shows; while it follows, its right edge stays at the present moment. */
export type StripView = { readonly from: number; readonly to: number; readonly following: boolean };

/** The first and the last moment that there is something to show of. */
export type Bounds = { readonly from: number; readonly to: number };

/** What a freshly opened strip shows, in milliseconds. */
export const usualSpan = 5 * 60_000;

const leastSpan = 10_000;

/** The share of the width that stays free behind the present moment. */
const ahead = 0.02;

/** The last minutes, following the present. */
export function lastMinutes(now: number, span = usualSpan): StripView {
  const to = now + span * ahead;
  return { from: to - span, to, following: true };
}

/** The same view a moment later. */
export function followed(view: StripView, now: number): StripView {
  return view.following ? lastMinutes(now, view.to - view.from) : view;
}

/** Moves the view by so many milliseconds; it follows again once it reaches the present. */
export function panned(view: StripView, by: number, { from, to }: Bounds): StripView {
  const span = view.to - view.from;
  const last = to + span * ahead;
  // A quarter of the view may be empty before the first event.
  const first = Math.min(from - span / 4, last - span);
  const start = Math.min(Math.max(view.from + by, first), last - span);
  return { from: start, to: start + span, following: start + span >= last - span / 500 };
}

/** Shows `factor` times as much, keeping `anchor` in its place, or the present while following. */
export function zoomed(view: StripView, factor: number, anchor: number, bounds: Bounds): StripView {
  const span = view.to - view.from;
  const most = Math.max(usualSpan, (bounds.to - bounds.from) * 1.1);
  const next = Math.min(Math.max(span * factor, leastSpan), most);
  if (view.following) return lastMinutes(bounds.to, next);
  const share = (anchor - view.from) / span;
  const start = anchor - share * next;
  return panned({ from: start, to: start + next, following: false }, 0, bounds);
}

/** Shows a stretch with some air around it. */
export function around(from: number, to: number, bounds: Bounds): StripView {
  const span = Math.max(leastSpan, (to - from) * 1.3);
  const start = (from + to - span) / 2;
  return panned({ from: start, to: start + span, following: false }, 0, bounds);
}

/** Everything that there is. */
export function everything({ from, to }: Bounds): StripView {
  return lastMinutes(to, Math.max(leastSpan, (to - from) * 1.06));
}
