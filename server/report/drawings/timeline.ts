import type { Strip } from '#protocol/strip.ts';
import { scaleOf, ticksOf, clockText, type Scale } from '#protocol/strip-scale.ts';
import { actsOnContainers } from '#protocol/command-effect.ts';
import { faultTitles } from '#protocol/words/fault-words.ts';
import { witnessWords } from '#protocol/words/strip-words.ts';
import type { Drawing } from '../figures/draw-terminal.ts';
import { html, type Markup } from '../markup.ts';
import { drawingFont, textWidth } from './fonts.ts';
import type { Paint } from './paint.ts';
import { patternsFor, type PatternName } from './patterns.ts';
import type { Sitting } from './sittings.ts';
import { drawSayings } from './timeline-rows.ts';
import { drawWrites } from './timeline-writes.ts';

const width = 860;
const heads = 108;
const right = 12;

const lanes = {
  axis: { name: '', top: 8, height: 20 },
  faults: { name: 'Аварии', top: 28, height: 20 },
  commands: { name: 'Команды', top: 48, height: 20 },
  docker: { name: witnessWords.docker, top: 72, height: 24 },
  postgres: { name: witnessWords.postgres, top: 96, height: 24 },
  patroni: { name: witnessWords.patroni, top: 120, height: 24 },
  zookeeper: { name: witnessWords.zookeeper, top: 144, height: 24 },
  haproxy: { name: witnessWords.haproxy, top: 168, height: 24 },
  writes: { name: 'Записи зонда', top: 198, height: 38 },
} as const;
const plotHeight = 246;
const legendHeight = 28;
const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'short' });

const patterned: readonly PatternName[] = ['node-2', 'node-3', 'several', 'silent', 'unsure', 'failed', 'unwatched'];

/** What the painters of single lines share. */
export type Sheet = {
  readonly strip: Strip;
  readonly scale: Scale;
  /** The drawing's place of a moment, kept inside of the plot. */
  readonly x: (at: number) => number;
  readonly edge: number;
  readonly paint: Paint;
  readonly fill: (name: PatternName) => string;
};

/**
 * Stretches of the time strip, one below the other: who was taken for the leader by whom, what was done, which writes went
 * through. Of several each says its day.
 */
export function drawTimeline(strip: Strip, sittings: readonly Sitting[], owner: string, paint: Paint): Drawing {
  const { defs, fill } = patternsFor(owner, patterned, paint);
  const { colour } = paint;
  const height = sittings.length * plotHeight + legendHeight;
  const plots = sittings.map((sitting, index) =>
    drawPlot(strip, sitting, { paint, fill, day: sittings.length > 1, top: index * plotHeight }),
  );
  const svg = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    font-family="${drawingFont(paint)}"
    font-size="11"
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
    ${plots}${drawLegend(strip, height - legendHeight, paint, fill)}
  </svg>`;
  return { svg, width, height };
}

/** One stretch with its heads at the left. */
function drawPlot(
  strip: Strip,
  { from, to }: Sitting,
  { paint, fill, day: tellsDay, top }: Pick<Sheet, 'paint' | 'fill'> & { readonly day: boolean; readonly top: number },
): Markup {
  const plotWidth = width - heads - right;
  const scale = scaleOf({ from, to }, plotWidth);
  const x = (at: number) => heads + Math.min(plotWidth, Math.max(0, scale.x(at)));
  const sheet: Sheet = { strip, scale, x, edge: Math.min(to, strip.until), paint, fill };
  const { colour } = paint;
  return html`<g transform="translate(0 ${top})">
    ${Object.values(lanes).map(
      ({ name, top: place, height }) =>
        html`<text x="12" y="${place + height / 2 + 4}" fill="${colour(height === 20 ? 'soft' : 'ink')}"
          >${name}</text
        >`,
    )}${
      tellsDay
        ? html`<text x="12" y="${lanes.axis.top + 13}" font-weight="600" fill="${colour('ink')}"
            >${day.format(from)}</text
          >`
        : ''
    }${drawAxis(sheet)}${drawFaults(sheet)}${strip.rows.map((row) => drawSayings(sheet, row, lanes[row.witness]))}${drawWrites(sheet, lanes.writes)}${drawCommands(sheet)}
    <path
      d="M${heads - 0.5} 1V${plotHeight}H${width - 1}M1 ${plotHeight}H${heads}"
      fill="none"
      stroke="${colour('rule')}"
    />
  </g>`;
}

function drawAxis({ scale, x, paint }: Sheet): Markup {
  const { colour } = paint;
  const marks = ticksOf(scale, 84).map((at) => {
    const place = x(at).toFixed(1);
    const words = textWidth('00:00:00', 11) < width - right - x(at) - 4 ? clockText(at) : '';
    return html`<path d="M${place} ${lanes.axis.top + 2}V${plotHeight - 6}" stroke="${colour('grid')}" /><text
        x="${Number(place) + 4}"
        y="${lanes.axis.top + 13}"
        fill="${colour('soft')}"
        >${words}</text
      >`;
  });
  return html`${marks}`;
}

function drawFaults({ strip, x, scale, edge, paint }: Sheet): Markup {
  const { colour } = paint;
  const seen = strip.faults.filter(({ from, to }) => (to ?? edge) >= scale.from && from <= scale.to);
  const bands = seen.map(({ from, to }) => {
    const [left, end] = [x(from), x(to ?? edge)];
    return html`<rect
        x="${left.toFixed(1)}"
        y="${lanes.faults.top}"
        width="${Math.max(1, end - left).toFixed(1)}"
        height="${plotHeight - lanes.faults.top - 6}"
        fill="${colour('bad-wash')}"
      /><path
        d="M${left.toFixed(1)} ${lanes.faults.top}V${plotHeight - 6}"
        stroke="${colour('bad')}"
        stroke-width="1.5"
      /><rect
        x="${left.toFixed(1)}"
        y="${lanes.faults.top + 16}"
        width="${Math.max(2, end - left).toFixed(1)}"
        height="3"
        fill="${colour('bad')}"
      />`;
  });
  const words = seen.map(({ from, fault, node }, index) => {
    const room = (index + 1 < seen.length ? x(seen[index + 1]?.from ?? 0) : width - right) - x(from) - 8;
    const fitting = [node === null ? faultTitles[fault] : `${faultTitles[fault]}: ${node}`, faultTitles[fault]].find(
      (text) => textWidth(text, 11) <= room,
    );
    return fitting === undefined
      ? ''
      : html`<text x="${(x(from) + 5).toFixed(1)}" y="${lanes.faults.top + 12}" fill="${colour('bad')}"
          >${fitting}</text
        >`;
  });
  return html`${bands}${words}`;
}

function drawCommands({ strip, x, scale, edge, paint }: Sheet): Markup {
  const { colour } = paint;
  const lane = lanes.commands;
  const seen = strip.commands.filter(({ at }) => at >= scale.from && at <= scale.to);
  const acting = seen.filter(({ command }) => actsOnContainers(command.text));
  const ticks = seen.map(({ at, to, command }) => {
    const left = x(at);
    return actsOnContainers(command.text)
      ? html`<rect x="${left.toFixed(1)}" y="${lane.top + 3}" width="2" height="14" fill="${colour('accent')}" /><rect
            x="${left.toFixed(1)}"
            y="${lane.top + 15}"
            width="${Math.max(2, x(to ?? edge) - left).toFixed(1)}"
            height="2"
            fill="${colour('accent')}"
          />`
      : html`<rect x="${left.toFixed(1)}" y="${lane.top + 11}" width="1" height="6" fill="${colour('rule-strong')}" />`;
  });
  const words = acting.map(({ at, command }, index) => {
    const room = (index + 1 < acting.length ? x(acting[index + 1]?.at ?? 0) : width - right) - x(at) - 10;
    const [first = '', second = ''] = command.text.split(/\s+/);
    const fitting = [command.text, `${first} ${second}`, second].find((text) => textWidth(text, 11) <= room);
    return fitting === undefined
      ? ''
      : html`<text x="${(x(at) + 6).toFixed(1)}" y="${lane.top + 12}">${fitting}</text>`;
  });
  return html`${ticks}${words}`;
}

/** What the fills mean: the nodes by name, then what a witness may say, then how writes end. */
function drawLegend({ nodes }: Strip, below: number, paint: Paint, fill: Sheet['fill']): Markup {
  const { colour } = paint;
  const fills = [colour('node-1'), fill('node-2'), fill('node-3')];
  const entries = [
    ...nodes.slice(0, 3).map((name, index) => ({ words: name, look: fills[index] ?? '', edge: 'none' })),
    { words: 'никто', look: colour('paper'), edge: colour('rule-strong') },
    { words: 'не знает', look: fill('unsure'), edge: 'none' },
    { words: 'молчит', look: fill('silent'), edge: 'none' },
    { words: 'запись прошла', look: colour('ok'), edge: 'none' },
    { words: 'отказ', look: fill('failed'), edge: 'none' },
    { words: 'без ответа', look: colour('warn'), edge: 'none' },
  ];
  let left = 12;
  const top = below + 8;
  return html`${entries.map(({ words, look, edge }) => {
    const at = left;
    left += 18 + textWidth(words, 10.5) + 14;
    return html`<rect x="${at + 0.5}" y="${top + 0.5}" width="12" height="11" fill="${look}" stroke="${edge}" /><text
        x="${at + 18}"
        y="${top + 10}"
        font-size="10.5"
        fill="${colour('soft')}"
        >${words}</text
      >`;
  })}`;
}
