import { type Variant, variantOf } from '#protocol/fault-variant.ts';
import type { FaultRecord, PhaseName } from '#protocol/fault.ts';
import { chartOf, type PhaseChart, secondsOf } from '#protocol/phases/chart.ts';
import { faultTitles, outageLength } from '#protocol/words/fault-words.ts';
import { lengthText, phaseWords } from '#protocol/words/phase-words.ts';
import type { Drawing } from '../figures/draw-terminal.ts';
import { html, type Markup } from '../markup.ts';
import { clockText } from '../outline/moments.ts';
import { drawingFont, textWidth } from './fonts.ts';
import type { Paint } from './paint.ts';
import { patternsFor, type PatternName } from './patterns.ts';

const width = 860;
const plot = { left: 236, right: width - 92 };
const rowHeight = 50;
const legendHeight = 40;
const axisHeight = 40;
const phaseNames = ['detect', 'heal', 'elect', 'route', 'answer'] as const satisfies readonly PhaseName[];
const patterned: readonly PatternName[] = ['elect', 'route', 'heal', 'window'];

/** What tells two rows of one fault apart is worth more than the node's name. */
const variantWords: Readonly<Record<Variant, string | null>> = {
  usual: null,
  async: 'асинхронно',
  tuned: 'короткие сроки',
};

type Row = { readonly record: FaultRecord; readonly chart: PhaseChart };

/** Every measured outage in its parts, over the time that the settings let expect, all on one scale of seconds. */
export function drawFailover(records: readonly FaultRecord[], until: number, paint: Paint): Drawing | null {
  const rows = records
    .filter(({ probe, outage }) => probe !== null && outage !== null)
    .map((record): Row => ({ record, chart: chartOf(record, until) }));
  if (rows.length === 0) return null;
  const from = Math.min(...rows.map(({ chart }) => chart.from));
  const to = Math.max(...rows.map(({ chart }) => chart.to));
  const x = (at: number) => plot.left + ((at - from) / (to - from)) * (plot.right - plot.left);
  const bottom = legendHeight + rows.length * rowHeight;
  const height = bottom + axisHeight;
  const { defs, fill } = patternsFor('failover', patterned, paint);
  const look = (name: PhaseName) =>
    name === 'detect' ? paint.colour('accent') : name === 'answer' ? paint.colour('ok') : fill(name);
  const { colour } = paint;
  const ticks = secondsOf({ from, to }, 10);
  const svg = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    font-family="${drawingFont(paint)}"
    font-size="12"
    fill="${colour('ink')}"
  >
    ${defs}
    <rect
      x="0.5"
      y="0.5"
      width="${width - 1}"
      height="${height - 1}"
      rx="6"
      fill="${colour('paper')}"
      stroke="${colour('rule')}"
    />
    ${drawLegend(look, fill('window'), paint)}${ticks.map(
      (at) =>
        html`<path d="M${x(at)} ${legendHeight}V${bottom}" stroke="${colour('grid')}" /><text
            x="${x(at)}"
            y="${bottom + 16}"
            font-size="11.5"
            text-anchor="middle"
            fill="${colour('soft')}"
            >${at / 1_000}</text
          >`,
    )}${rows.map((row, index) => drawRow(row, legendHeight + index * rowHeight, x, look, fill('window'), paint))}
    <path d="M${x(0)} ${legendHeight}V${bottom}" stroke="${colour('bad')}" stroke-width="1.5" />
    <text x="${plot.right}" y="${bottom + 33}" font-size="11.5" text-anchor="end" fill="${colour('soft')}">
      секунды после аварии
    </text>
  </svg>`;
  return { svg, width, height };
}

function drawLegend(look: (name: PhaseName) => string, window: string, paint: Paint): Markup {
  const { colour } = paint;
  const entries = [
    ...phaseNames.map((name) => ({ words: phaseWords[name].name, fill: look(name), stroke: colour('ink') })),
    { words: 'ожидалось', fill: window, stroke: colour('rule-strong') },
  ];
  let left = 16;
  const drawn = entries.map(({ words, fill, stroke }) => {
    const at = left;
    left += 22 + textWidth(words, 11.5) + 20;
    return html`<rect x="${at + 0.5}" y="12.500" width="15" height="11" fill="${fill}" stroke="${stroke}" /><text
        x="${at + 22}"
        y="22"
        font-size="11.5"
        >${words}</text
      >`;
  });
  return html`${drawn}<path d="M${left + 8} 12v12" stroke="${colour('accent')}" stroke-width="2" /><path
      d="M${left + 8} 12h-9l3 3.500-3 3.500h9z"
      fill="${colour('accent')}"
    /><text x="${left + 16}" y="22" font-size="11.5">предположение</text>`;
}

function drawRow(
  { record, chart }: Row,
  top: number,
  x: (at: number) => number,
  look: (name: PhaseName) => string,
  window: string,
  paint: Paint,
): Markup {
  const { colour } = paint;
  const { fault, node, beganAt } = record;
  const bar = (from: number, to: number, y: number, height: number, fill: string, stroke: string) =>
    html`<rect
      x="${x(from).toFixed(2)}"
      y="${top + y}"
      width="${Math.max(1.5, x(to) - x(from)).toFixed(2)}"
      height="${height}"
      fill="${fill}"
      stroke="${stroke}"
    />`;
  const edge = (at: number) =>
    html`<path d="M${x(at).toFixed(2)} ${top + 7}v36" stroke="${colour('rule-strong')}" stroke-dasharray="3 2" />`;
  const { expected, outage, predicted } = chart;
  const length = outageLength(record.outage);
  return html`<path d="M16 ${top + 0.5}H${width - 16}" stroke="${colour('rule')}" /><text
      x="16"
      y="${top + 22}"
      font-weight="600"
      >${faultTitles[fault]}</text
    ><text x="16" y="${top + 38}" font-size="11" fill="${colour('soft')}"
      >${[clockText(beganAt), variantWords[variantOf(record)] ?? node].filter((word) => word !== null).join(' · ')}</text
    >${
      expected === null
        ? bar(0, chartEnd(x), 7, 36, window, 'none')
        : html`${bar(expected.min, expected.max, 7, 36, window, 'none')}${edge(expected.min)}${edge(expected.max)}`
    }${outage === null ? '' : bar(outage.from, outage.to ?? chart.known, 14, 22, colour('sunk'), colour('soft'))}${chart.rows.map(
      ({ phase, measured }) =>
        measured === null ? '' : bar(measured.from, measured.to, 14, 22, look(phase), colour('ink')),
    )}${
      predicted === null
        ? ''
        : html`<path d="M${x(predicted).toFixed(2)} ${top + 4}v42" stroke="${colour('accent')}" stroke-width="2" /><path
              d="M${x(predicted).toFixed(2)} ${top + 4}h-9l3 3.500-3 3.500h9z"
              fill="${colour('accent')}"
            />`
    }<text x="${width - 16}" y="${top + 30}" text-anchor="end" font-size="13" font-weight="600"
      >${length === null ? 'идёт' : lengthText(length)}</text
    >`;
}

/** The moment at the plot's right edge. */
function chartEnd(x: (at: number) => number): number {
  const perMillisecond = (x(1_000) - x(0)) / 1_000;
  return (plot.right - x(0)) / perMillisecond;
}
