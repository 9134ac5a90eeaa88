/** Stands where a character is that our font lacks: an empty box. */
export const unknownSign = '▯';

/** Signs that programs print and the font of the pictures lacks, as strokes in a cell of 1 × 2 units; dots as circles. */
const strokes: Readonly<Record<string, string>> = {
  '✓': 'M.12 1.12L.4 1.42L.9 .62',
  '✔': 'M.12 1.12L.4 1.42L.9 .62',
  '✗': 'M.16 .66L.86 1.42M.86 .66L.16 1.42',
  '✘': 'M.16 .66L.86 1.42M.86 .66L.16 1.42',
  '✖': 'M.16 .66L.86 1.42M.86 .66L.16 1.42',
  [unknownSign]: 'M.16 .5H.84V1.5H.16Z',
  '⏎': 'M.9 .6V1.15H.14M.4 .9L.14 1.15L.4 1.4',
};

/** What of a sign is drawn: a path of strokes, or the places of dots. */
export type DrawnSign =
  | { readonly kind: 'stroke'; readonly path: string }
  | { readonly kind: 'dots'; readonly places: readonly (readonly [x: number, y: number])[] };

/** How a sign is drawn; null where that is left to a font. */
export function drawnSign(sign: string): DrawnSign | null {
  const path = strokes[sign];
  if (path !== undefined) return { kind: 'stroke', path };
  const dots = (sign.codePointAt(0) ?? 0) - 0x2800;
  if (dots < 0 || dots > 0xff) return null;
  // Braille: the first six dots go down two columns, the last two stand below them.
  const rows = [0, 1, 2, 0, 1, 2, 3, 3];
  const columns = [0, 0, 0, 1, 1, 1, 0, 1];
  const places = rows.flatMap((row, bit) => {
    const here = (dots >> bit) % 2 === 1;
    return here ? [[0.28 + 0.44 * (columns[bit] ?? 0), 0.46 + 0.36 * row] as const] : [];
  });
  return { kind: 'dots', places };
}
