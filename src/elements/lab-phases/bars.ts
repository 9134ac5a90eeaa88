import type { ChartRow, PhaseChart } from '#protocol/phases/chart.ts';
import { drawn } from './drawn.ts';
import { patternOf } from './patterns.ts';

/** A drawing as wide as its place: what lies along it is told in per cent. */
function strip(height: number, ...children: readonly Node[]): SVGSVGElement {
  return drawn('svg', { width: '100%', height, 'aria-hidden': 'true', focusable: 'false' }, ...children);
}

const percent = ({ from, to }: PhaseChart, at: number) => `${(100 * (at - from)) / (to - from)}%`;

function bar(chart: PhaseChart, from: number, to: number, y: number, height: number, look: string): SVGRectElement {
  const width = Math.max(0.2, (100 * (to - from)) / (chart.to - chart.from));
  const place = { class: look, x: percent(chart, from), width: `${width}%`, y, height };
  const pattern = patternOf(look);
  return drawn('rect', pattern === null ? place : { ...place, fill: pattern });
}

function line(chart: PhaseChart, at: number, top: number, bottom: number, look: string): SVGLineElement {
  return drawn('line', { class: look, x1: percent(chart, at), x2: percent(chart, at), y1: top, y2: bottom });
}

/** The whole outage: its parts one after another over the interval that was expected, and the reader's prediction. */
export function totalBar(chart: PhaseChart): SVGSVGElement {
  const { expected, outage, rows, predicted } = chart;
  const children: Node[] = [];
  if (expected === null) children.push(bar(chart, 0, chart.to, 4, 42, 'window'));
  else children.push(bar(chart, expected.min, expected.max, 4, 42, 'window'));
  if (expected !== null) {
    children.push(line(chart, expected.min, 4, 46, 'window-edge'), line(chart, expected.max, 4, 46, 'window-edge'));
  }
  if (outage !== null) {
    children.push(
      bar(chart, outage.from, outage.to ?? chart.known, 13, 24, outage.to === null ? 'outage lasting' : 'outage'),
    );
  }
  for (const { phase, measured } of rows) {
    if (measured !== null) children.push(bar(chart, measured.from, measured.to, 13, 24, `phase ${phase}`));
  }
  children.push(line(chart, 0, 0, 50, 'zero'));
  if (predicted !== null) {
    const x = percent(chart, predicted);
    children.push(
      line(chart, predicted, 2, 50, 'predicted'),
      drawn('svg', { x, y: 0, overflow: 'visible' }, drawn('path', { class: 'flag', d: 'M0 2h-10l3 4-3 4H0z' })),
    );
  }
  return strip(50, ...children);
}

/** One part of the outage: measured above, when it was to end below. */
export function rowBar(chart: PhaseChart, { phase, measured, expected }: ChartRow): SVGSVGElement {
  const children: Node[] = [drawn('line', { class: 'base', x1: '0%', x2: '100%', y1: 19.5, y2: 19.5 })];
  if (measured !== null) children.push(bar(chart, measured.from, measured.to, 3, 14, `phase ${phase}`));
  if (expected !== null) {
    const { from, end } = expected;
    children.push(bar(chart, from, end?.min ?? chart.to, 22, 8, end === null ? 'window' : 'least'));
    if (end !== null) {
      children.push(bar(chart, end.min, end.max, 22, 8, 'window'));
      children.push(line(chart, end.min, 22, 30, 'window-edge'), line(chart, end.max, 22, 30, 'window-edge'));
    }
  }
  children.push(line(chart, 0, 0, 32, 'zero'));
  return strip(32, ...children);
}

/** The seconds after the fault. */
export function secondsScale(chart: PhaseChart, ticks: readonly number[]): SVGSVGElement {
  const children = ticks.flatMap((at) => [
    line(chart, at, 0, 5, 'tick'),
    drawn('text', { x: percent(chart, at), y: 17, 'text-anchor': 'middle' }, new Text(String(at / 1_000))),
  ]);
  return strip(20, drawn('line', { class: 'tick', x1: '0%', x2: '100%', y1: 0.5, y2: 0.5 }), ...children);
}
