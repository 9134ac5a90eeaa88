import type { Palette } from './palette.ts';

/** Fills that tell one saying from another without colour. */
export type Patterns = {
  /** Node by node: plain, leaning lines, dots. */
  readonly nodes: readonly (string | CanvasPattern)[];
  readonly several: string | CanvasPattern;
  readonly silent: string | CanvasPattern;
  readonly unsure: string | CanvasPattern;
  readonly failed: string | CanvasPattern;
  readonly unwatched: string | CanvasPattern;
};

/** The side of every pattern's tile in CSS pixels. */
const side = 8;

/** Draws the patterns for a theme and a density of pixels. */
export function createPatterns(context: CanvasRenderingContext2D, palette: Palette, density: number): Patterns {
  const tile = (background: string | null, paint: (tile: CanvasRenderingContext2D) => void) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.round(side * density);
    const painter = canvas.getContext('2d');
    if (painter === null) return background ?? 'transparent';
    painter.scale(canvas.width / side, canvas.height / side);
    if (background !== null) {
      painter.fillStyle = background;
      painter.fillRect(0, 0, side, side);
    }
    paint(painter);
    return context.createPattern(canvas, 'repeat') ?? background ?? 'transparent';
  };
  const [first, second, third] = palette.nodes;
  return {
    nodes: [
      first?.fill ?? palette.accent,
      tile(second?.fill ?? null, (painter) => leaning(painter, second?.line ?? palette.ink, 2.2, 1)),
      tile(third?.fill ?? null, (painter) => dots(painter, third?.line ?? palette.ink, 1.6)),
    ],
    several: tile(first?.fill ?? null, (painter) => leaning(painter, second?.fill ?? palette.warn, 4, 1)),
    silent: tile(palette.sunk, (painter) => {
      leaning(painter, palette.ruleStrong, 0.7, 1);
      leaning(painter, palette.ruleStrong, 0.7, -1);
    }),
    unsure: tile(palette.sunk, (painter) => dots(painter, palette.ruleStrong, 0.9)),
    failed: tile(palette.bad, (painter) => leaning(painter, palette.paper, 1.4, 1)),
    unwatched: tile(null, (painter) => leaning(painter, palette.rule, 1, -1)),
  };
}

/** Lines from corner to corner that meet those of the next tile; rising for 1, falling for -1. */
function leaning(painter: CanvasRenderingContext2D, colour: string, width: number, way: 1 | -1): void {
  painter.strokeStyle = colour;
  painter.lineWidth = width;
  painter.beginPath();
  for (const shift of [-side, 0, side]) {
    painter.moveTo(shift, way === 1 ? side : 0);
    painter.lineTo(shift + side, way === 1 ? 0 : side);
  }
  painter.stroke();
}

function dots(painter: CanvasRenderingContext2D, colour: string, radius: number): void {
  painter.fillStyle = colour;
  for (const [x, y] of [
    [2, 2],
    [6, 6],
  ] as const) {
    painter.beginPath();
    painter.arc(x, y, radius, 0, 2 * Math.PI);
    painter.fill();
  }
}

/** Lets patterns move with the time below them instead of standing still while it is panned. */
export function shiftPatterns(patterns: Patterns, x: number, density: number): void {
  const matrix = new DOMMatrix([1 / density, 0, 0, 1 / density, x % side, 0]);
  const all = [...patterns.nodes, patterns.several, patterns.silent, patterns.unsure, patterns.unwatched];
  for (const pattern of all) if (pattern instanceof CanvasPattern) pattern.setTransform(matrix);
}
