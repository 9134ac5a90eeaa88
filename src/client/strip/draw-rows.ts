import type { StripRow, StripSegment } from '#protocol/strip-row.ts';
import type { Lane, Painting } from './draw.ts';
import { labelsOf } from '#protocol/words/strip-words.ts';

type Box = { readonly x: number; readonly width: number; readonly lane: Lane };

/** Draws what a witness said: each saying has its pattern, and its words where there is room for them. */
export function drawRow(painting: Painting, row: StripRow, lane: Lane): void {
  const { scale, edge } = painting;
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (let index = firstSegment(row, scale.from); index < row.segments.length; index += 1) {
    const segment = row.segments[index];
    if (segment === undefined || segment.from > scale.to) break;
    const from = Math.max(scale.x(segment.from), -1);
    const to = Math.min(scale.x(segment.to ?? Math.max(edge, segment.from)), scale.width + 1);
    // Of what is narrower than a pixel, only the alarming is drawn over its neighbour.
    if (to <= drawnTo + 0.5 && segment.says !== 'several') continue;
    const width = Math.max(to - from, segment.says === 'several' ? 3 : 1);
    drawSegment(painting, segment, { x: from, width, lane });
    drawnTo = from + width;
  }
}

/** The index of the segment that holds at `time`; 0 before the first. */
export function firstSegment({ segments }: StripRow, time: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.from ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

function drawSegment(painting: Painting, segment: StripSegment, box: Box): void {
  const { context, palette, patterns, strip } = painting;
  const { x, width, lane } = box;
  const node = strip.nodes.indexOf(segment.primaries[0] ?? '') % 3;
  switch (segment.says) {
    case 'one':
      fill(painting, box, patterns.nodes[node] ?? patterns.unsure);
      markSilence(painting, segment, box);
      label(painting, segment, box, palette.nodes[node]?.text ?? palette.ink);
      break;
    case 'several':
      fill(painting, box, patterns.several);
      context.strokeStyle = palette.bad;
      context.lineWidth = 3;
      context.strokeRect(x + 1.5, lane.top + 1.5, Math.max(0, width - 3), lane.height - 3);
      label(painting, segment, box, palette.bad, palette.paper);
      break;
    case 'nobody':
      context.strokeStyle = palette.ruleStrong;
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, lane.top + 1.5, Math.max(0, width - 1), lane.height - 3);
      markSilence(painting, segment, box);
      label(painting, segment, box, palette.ink);
      break;
    case 'unsure':
      fill(painting, box, patterns.unsure);
      label(painting, segment, box, palette.ink, palette.sunk);
      break;
    case 'silent':
      fill(painting, box, patterns.silent);
      label(painting, segment, box, palette.ink, palette.sunk);
      break;
    case 'unwatched':
      drawGap(painting, segment, box);
  }
}

function fill({ context }: Painting, { x, width, lane }: Box, style: string | CanvasPattern): void {
  context.fillStyle = style;
  // A hair of paper between two segments tells a change even between equal colours.
  context.fillRect(x, lane.top + 1, width > 3 ? width - 1 : width, lane.height - 2);
}

/** A broken line below a saying tells that one of its voices could not be asked. */
function markSilence({ context, palette }: Painting, { silent }: StripSegment, { x, width, lane }: Box): void {
  if (silent.length === 0 || width < 4) return;
  const y = lane.top + lane.height - 3.5;
  context.lineWidth = 3;
  context.strokeStyle = palette.paper;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width - 1, y);
  context.stroke();
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.setLineDash([2, 3]);
  context.stroke();
  context.setLineDash([]);
}

function drawGap(painting: Painting, segment: StripSegment, box: Box): void {
  const { context, palette, patterns } = painting;
  const { x, width, lane } = box;
  context.fillStyle = patterns.unwatched;
  context.fillRect(x, lane.top + 1, width, lane.height - 2);
  context.strokeStyle = palette.rule;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, lane.top + lane.height / 2);
  context.lineTo(x + width, lane.top + lane.height / 2);
  context.stroke();
  context.setLineDash([]);
  label(painting, segment, box, palette.soft, palette.paper);
}

/** Puts the longest words that fit into the visible part of a segment, on a plate where the pattern would disturb. */
function label({ context, scale }: Painting, segment: StripSegment, box: Box, colour: string, plate?: string): void {
  const left = Math.max(box.x, 0) + 5;
  const room = Math.min(box.x + box.width, scale.width) - left - 4;
  if (room < 6) return;
  const middle = box.lane.top + box.lane.height / 2 + 0.5;
  for (const words of labelsOf(segment)) {
    const { width } = context.measureText(words);
    if (width > room) continue;
    if (plate !== undefined) {
      context.fillStyle = plate;
      context.fillRect(left - 3, box.lane.top + 4, width + 6, box.lane.height - 8);
    }
    context.fillStyle = colour;
    context.textAlign = 'left';
    context.fillText(words, left, middle);
    return;
  }
}
