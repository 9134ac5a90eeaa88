import { columnsOf } from '#protocol/strip-columns.ts';
import { durationText } from '#protocol/words/elapsed.ts';
import { html, type Markup } from '../markup.ts';
import { textWidth } from './fonts.ts';
import type { Sheet } from './timeline.ts';

type Lane = { readonly top: number; readonly height: number };

/**
 * The probe's writes: confirmed ones stand below, failed and unknown ones in lines of their own above, so that an
 * outage is a hole in the one and a bar in the others.
 */
export function drawWrites(sheet: Sheet, lane: Lane): Markup {
  const { strip, scale, x, edge, paint, fill } = sheet;
  const { colour } = paint;
  const third = Math.floor(lane.height / 4);
  const floor = lane.top + lane.height - 1;
  const tall = lane.height - 2 * third - 3;
  const probes = strip.probes.filter(({ from, to }) => (to ?? edge) >= scale.from && from <= scale.to);
  const rate = probes.at(-1)?.rate ?? 20;
  const usual = Math.max(1, Math.floor((rate * scale.perPixel) / 1_000));
  const columns = columnsOf(strip.writes, scale);
  const left = x(scale.from);
  const step = (count: number) => Math.max(2, Math.round(tall * Math.min(1, count / usual)));
  const plates = probes.map(({ from, to }) => {
    return html`<rect
      x="${x(from).toFixed(1)}"
      y="${lane.top + 1}"
      width="${(x(to ?? edge) - x(from)).toFixed(1)}"
      height="${lane.height - 2}"
      fill="${colour('sunk')}"
    />`;
  });
  return html`${plates}<path
      d="${barsOf(columns.acked, left, (count) => [floor - step(count), step(count)])}"
      fill="${colour('ok')}"
    /><path d="${barsOf(columns.failed, left, () => [lane.top + 1, third])}" fill="${fill('failed')}" /><path
      d="${barsOf(columns.unknown, left, () => [lane.top + 1 + third, third])}"
      fill="${colour('warn')}"
    />${drawOutages(sheet, floor - tall / 2 + 4)}${drawControls(sheet, lane)}`;
}

/** Bars of one pixel's width as one path; neighbours of one height are one bar. */
function barsOf(
  counts: Uint16Array,
  left: number,
  barOf: (count: number) => readonly [top: number, height: number],
): string {
  let path = '';
  for (let from = 0; from < counts.length;) {
    const count = counts[from] ?? 0;
    const [top, height] = barOf(count);
    let to = from + 1;
    while (to < counts.length && (counts[to] ?? 0) > 0 === count > 0 && barOf(counts[to] ?? 0)[1] === height) to += 1;
    if (count > 0) path += `M${left + from} ${top}h${to - from}v${height}h${from - to}z`;
    from = to;
  }
  return path;
}

/** How long each hole is, where there is room to say so. */
function drawOutages({ strip, scale, x, paint }: Sheet, baseline: number): Markup {
  const holes = strip.writes.outages.filter(({ from, to }) => to >= scale.from && from <= scale.to);
  const words = holes.map(({ from, to }) => {
    const text = durationText(to - from);
    const room = x(to) - x(from) - 4;
    return textWidth(text, 11) > room
      ? ''
      : html`<text
          x="${((x(from) + x(to)) / 2).toFixed(1)}"
          y="${baseline}"
          text-anchor="middle"
          fill="${paint.colour('bad')}"
          >${text}</text
        >`;
  });
  return html`${words}`;
}

/** The writes straight to a node while two called themselves primary. */
function drawControls({ strip, scale, x, paint }: Sheet, { top, height }: Lane): Markup {
  const seen = strip.controls.filter(({ at }) => at >= scale.from && at <= scale.to);
  const marks = seen.map(({ at, write }) => {
    const acked = write.outcome === 'acked';
    return html`<path
      d="M${x(at).toFixed(1)} ${top}v${height}"
      stroke="${paint.colour(acked ? 'bad' : 'rule-strong')}"
      stroke-width="${acked ? 2 : 1}"
    />`;
  });
  return html`${marks}`;
}
