/** Turns moments into places of the canvas, in CSS pixels. */
export type Scale = {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly perPixel: number;
  x(at: number): number;
};

/** The scale of a view on a canvas of so many CSS pixels. */
export function scaleOf({ from, to }: { readonly from: number; readonly to: number }, width: number): Scale {
  const perPixel = (to - from) / Math.max(1, width);
  return { from, to, width, perPixel, x: (at) => (at - from) / perPixel };
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  second,
  2 * second,
  5 * second,
  10 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
];

/** Round moments of the reader's own clock with at least `room` pixels between them. */
export function ticksOf(scale: Scale, room: number): readonly number[] {
  const step = steps.find((candidate) => candidate / scale.perPixel >= room) ?? 24 * hour;
  const shift = -new Date(scale.from).getTimezoneOffset() * minute;
  const first = Math.ceil((scale.from + shift) / step) * step - shift;
  const ticks: number[] = [];
  for (let at = first; at <= scale.to; at += step) ticks.push(at);
  return ticks;
}

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time of day with seconds by the reader's clock: «18:03:12». */
export function clockText(at: number): string {
  return clock.format(at);
}

/** The same with tenths: «18:03:12,4». */
export function fineClockText(at: number): string {
  return `${clock.format(at)},${Math.floor((at % second) / 100)}`;
}
