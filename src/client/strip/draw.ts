import type { Strip } from '#protocol/strip.ts';
import { drawAxis, drawCursor } from './draw-axis.ts';
import { drawCommands, drawDockerEvents, drawFaultBands, drawFaults } from './draw-lanes.ts';
import { drawRow } from './draw-rows.ts';
import { drawWrites } from './draw-writes.ts';
import type { Palette } from './palette.ts';
import { type Patterns, shiftPatterns } from './patterns.ts';
import { type Scale, scaleOf } from '#protocol/strip-scale.ts';
import type { StripView } from './view.ts';

/** A line of the strip on the canvas, in CSS pixels. */
export type Lane = { readonly top: number; readonly height: number };

/** Where each line of the strip stands, as the style sheet has it. */
export type StripLayout = {
  readonly width: number;
  readonly height: number;
  readonly lanes: Readonly<Record<LaneName, Lane>>;
};

/** The strip's lines from above: time, faults, commands, Docker's events, the witnesses, the probe's writes. */
export const laneNames = [
  'axis',
  'faults',
  'commands',
  'events',
  'docker',
  'postgres',
  'patroni',
  'zookeeper',
  'haproxy',
  'writes',
] as const;

export type LaneName = (typeof laneNames)[number];

/** Everything that one picture of the strip depends on. */
export type Picture = {
  readonly strip: Strip;
  readonly view: StripView;
  /** Up to when what was said last still holds: the present while the page is connected. */
  readonly edge: number;
  readonly cursor: number | null;
  readonly layout: StripLayout;
  readonly palette: Palette;
  readonly patterns: Patterns;
  readonly density: number;
};

/** What the painters of single lines share. */
export type Painting = Picture & { readonly context: CanvasRenderingContext2D; readonly scale: Scale };

/** Draws the whole strip anew; an hour of events and of writes fits into a frame. */
export function drawStrip(context: CanvasRenderingContext2D, picture: Picture): void {
  const { layout, view, palette, density, strip } = picture;
  const scale = scaleOf(view, layout.width);
  const painting: Painting = { ...picture, context, scale };
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  context.font = `500 11.5px ${palette.font}`;
  context.textBaseline = 'middle';
  shiftPatterns(picture.patterns, scale.x(0), density);
  drawAxis(painting);
  drawFaultBands(painting);
  for (const row of strip.rows) drawRow(painting, row, layout.lanes[row.witness]);
  drawWrites(painting);
  drawFaults(painting);
  drawCommands(painting);
  drawDockerEvents(painting);
  drawCursor(painting);
}
