/** A picture as indices into at most 256 colours. */
export type IndexedPicture = {
  /** Three bytes a colour: red, green, blue. */
  readonly palette: Uint8Array;
  /** One byte a pixel, row by row. */
  readonly indices: Uint8Array;
};

const most = 256;

/** Finds the most frequent colours of an opaque RGBA picture, and gives every pixel the nearest of them. */
export function toIndexed(rgba: Uint8Array): IndexedPicture {
  const pixels = rgba.length / 4;
  const colours = countColours(rgba);
  const frequent = [...colours.counts.keys()]
    .sort((a, b) => (colours.counts[b] ?? 0) - (colours.counts[a] ?? 0))
    .slice(0, most);
  const palette = new Uint8Array(3 * frequent.length);
  for (const [index, number] of frequent.entries()) palette.set(partsOf(colours.values[number] ?? 0), 3 * index);
  const nearest = Uint8Array.from(colours.values, (value) => nearestIn(palette, partsOf(value)));
  // Equal distances must not send a frequent colour to its double.
  for (const [index, number] of frequent.entries()) nearest[number] = index;
  const indices = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) indices[pixel] = nearest[colours.numbers[pixel] ?? 0] ?? 0;
  return { palette, indices };
}

/** The colours of a picture, numbered as they come: of every number its colour and count, of every pixel its number. */
function countColours(rgba: Uint8Array): { values: number[]; counts: number[]; numbers: Uint32Array } {
  const values: number[] = [];
  const counts: number[] = [];
  const known = new Map<number, number>();
  const numbers = new Uint32Array(rgba.length / 4);
  let before = -1;
  let number = 0;
  for (let pixel = 0; pixel < numbers.length; pixel += 1) {
    const at = 4 * pixel;
    const value = ((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0);
    // Mostly the colour of the neighbour: paper.
    if (value !== before) {
      before = value;
      number = known.get(value) ?? values.length;
      if (number === values.length) {
        known.set(value, number);
        values.push(value);
        counts.push(0);
      }
    }
    numbers[pixel] = number;
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return { values, counts, numbers };
}

function partsOf(value: number): readonly [red: number, green: number, blue: number] {
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function nearestIn(palette: Uint8Array, [red, green, blue]: readonly [number, number, number]): number {
  let best = 0;
  let least = Infinity;
  for (let index = 0; 3 * index < palette.length; index += 1) {
    const distance =
      ((palette[3 * index] ?? 0) - red) ** 2 +
      ((palette[3 * index + 1] ?? 0) - green) ** 2 +
      ((palette[3 * index + 2] ?? 0) - blue) ** 2;
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}
