import type { Painting } from './draw.ts';
import { clockText, fineClockText, ticksOf } from '#protocol/strip-scale.ts';

/** Pixels that a time of day needs beside the next one. */
const room = 76;

/** Draws the times of day, a thin line below each, and what lies behind the present. */
export function drawAxis({ context, scale, layout, palette, edge, strip }: Painting): void {
  const { axis } = layout.lanes;
  const bottom = layout.height;
  context.strokeStyle = palette.grid;
  context.fillStyle = palette.soft;
  context.lineWidth = 1;
  context.textAlign = 'left';
  context.beginPath();
  for (const at of ticksOf(scale, room)) {
    const x = Math.round(scale.x(at)) + 0.5;
    context.moveTo(x, axis.top + 2);
    context.lineTo(x, bottom);
    context.fillText(clockText(at), x + 4, axis.top + axis.height / 2);
  }
  context.stroke();
  const present = scale.x(edge);
  if (strip.until > 0 && present < layout.width) {
    context.strokeStyle = palette.ruleStrong;
    context.beginPath();
    context.moveTo(Math.round(present) + 0.5, axis.top + axis.height);
    context.lineTo(Math.round(present) + 0.5, bottom);
    context.stroke();
  }
}

/** Draws the moment that is pointed at. */
export function drawCursor({ context, scale, layout, palette, cursor }: Painting): void {
  if (cursor === null) return;
  const x = Math.round(scale.x(cursor)) + 0.5;
  if (x < 0 || x > layout.width) return;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, layout.height);
  context.stroke();
  const text = fineClockText(cursor);
  const width = context.measureText(text).width + 10;
  const left = Math.min(Math.max(0, x - width / 2), layout.width - width);
  const { axis } = layout.lanes;
  context.fillStyle = palette.ink;
  context.beginPath();
  context.roundRect(left, axis.top, width, axis.height - 2, 3);
  context.fill();
  context.fillStyle = palette.paper;
  context.textAlign = 'center';
  context.fillText(text, left + width / 2, axis.top + axis.height / 2 - 0.5);
}
