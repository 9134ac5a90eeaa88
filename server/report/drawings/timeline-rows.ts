import type { StripRow, StripSegment } from '#protocol/strip-row.ts';
import { labelsOf } from '#protocol/words/strip-words.ts';
import { html, type Markup } from '../markup.ts';
import { textWidth } from './fonts.ts';
import type { Sheet } from './timeline.ts';

type Lane = { readonly top: number; readonly height: number };
type Box = Lane & { readonly x: number; readonly width: number };

/** What a witness said: each saying has its pattern, and its words where there is room for them. */
export function drawSayings(sheet: Sheet, row: StripRow, lane: Lane): Markup {
  const { scale, x, edge } = sheet;
  let drawnTo = -Infinity;
  const drawn = row.segments.map((segment) => {
    const to = segment.to ?? edge;
    if (to < scale.from || segment.from > scale.to || to <= segment.from) return '';
    const [left, right] = [x(segment.from), x(to)];
    // Of what is narrower than half a pixel, only the alarming is drawn over its neighbour.
    if (right <= drawnTo + 0.5 && segment.says !== 'several') return '';
    const width = Math.max(right - left, segment.says === 'several' ? 3 : 1);
    drawnTo = left + width;
    return drawSegment(sheet, segment, { x: left, width, ...lane });
  });
  return html`${drawn}`;
}

function drawSegment(sheet: Sheet, segment: StripSegment, box: Box): Markup {
  const { strip, paint, fill } = sheet;
  const { colour } = paint;
  const node = Math.max(0, strip.nodes.indexOf(segment.primaries[0] ?? '')) % 3;
  const fills = [colour('node-1'), fill('node-2'), fill('node-3')] as const;
  const inks = [colour('node-1-text'), colour('node-2-text'), colour('node-3-text')] as const;
  switch (segment.says) {
    case 'one':
      return html`${block(box, fills[node] ?? '')}${silence(segment, box, sheet)}${label(segment, box, inks[node] ?? '', null)}`;
    case 'several':
      return html`${block(box, fill('several'))}<rect
          x="${box.x + 1.5}"
          y="${box.top + 2.5}"
          width="${Math.max(0, box.width - 3)}"
          height="${box.height - 5}"
          fill="none"
          stroke="${colour('bad')}"
          stroke-width="3"
        />${label(segment, box, colour('bad'), colour('paper'))}`;
    case 'nobody':
      return html`<rect
          x="${box.x + 0.5}"
          y="${box.top + 1.5}"
          width="${Math.max(0.5, box.width - 1)}"
          height="${box.height - 3}"
          fill="${colour('paper')}"
          stroke="${colour('rule-strong')}"
        />${silence(segment, box, sheet)}${label(segment, box, colour('ink'), null)}`;
    case 'unsure':
    case 'silent':
      return html`${block(box, fill(segment.says))}${label(segment, box, colour('ink'), colour('sunk'))}`;
    case 'unwatched':
      return html`${block(box, fill('unwatched'))}${label(segment, box, colour('soft'), colour('paper'))}`;
  }
}

/** A hair of paper between two segments tells a change even between equal colours. */
function block({ x, width, top, height }: Box, fill: string): Markup {
  const drawn = width > 3 ? width - 1 : width;
  return html`<rect
    x="${x.toFixed(1)}"
    y="${top + 1}"
    width="${drawn.toFixed(1)}"
    height="${height - 2}"
    fill="${fill}"
  />`;
}

/** A broken line below a saying tells that one of its voices could not be asked. */
function silence({ silent }: StripSegment, { x, width, top, height }: Box, { paint }: Sheet): Markup {
  if (silent.length === 0 || width < 4) return html``;
  const path = `M${x.toFixed(1)} ${top + height - 3.5}h${(width - 1).toFixed(1)}`;
  return html`<path d="${path}" stroke="${paint.colour('paper')}" stroke-width="3" /><path
      d="${path}"
      stroke="${paint.colour('ink')}"
      stroke-width="1.5"
      stroke-dasharray="2 3"
    />`;
}

/** The longest words that fit, on a plate where the pattern would disturb. */
function label(segment: StripSegment, { x, width, top, height }: Box, ink: string, plate: string | null): Markup {
  const words = labelsOf(segment).find((text) => textWidth(text, 11) <= width - 9);
  if (words === undefined) return html``;
  const wide = textWidth(words, 11) + 6;
  return html`${
      plate === null
        ? ''
        : html`<rect
            x="${(x + 2).toFixed(1)}"
            y="${top + 4}"
            width="${wide.toFixed(1)}"
            height="${height - 8}"
            fill="${plate}"
          />`
    }<text x="${(x + 5).toFixed(1)}" y="${top + height / 2 + 4}" fill="${ink}">${words}</text>`;
}
