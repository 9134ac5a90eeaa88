const bell = 0x07;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Cursor left, which may wrap backwards; other character sets; a sequence. */
const meaningful = [0x08, 0x0e, 0x0f, 0x1b];
/** The first byte of U+0080–U+00BF: up to U+009F these are control characters. */
const latin = 0xc2;

/**
 * Where in these bytes a line begins from which on nothing but text comes, -1 where none does: letters and line ends,
 * which change no mode, colour, tab stop or margin of a terminal. Whether the sequence before it has ended, the caller
 * must know.
 */
export function plainFrom(bytes: Buffer): number {
  const control = Math.max(...meaningful.map((byte) => bytes.lastIndexOf(byte)), lastControl(bytes));
  // A title may be ended by a bell, long after it began.
  const from = Math.max(control, bytes.lastIndexOf(bell)) + 1;
  for (let at = bytes.indexOf(lineFeed, from); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    if (at > from && bytes[at - 1] === carriageReturn) return at + 1;
  }
  return -1;
}

/**
 * Where in these bytes a line begins behind which at least so many line feeds stand, -1 where none does: it is gone, with
 * all before it, from a terminal that keeps fewer lines.
 */
export function lineBefore(bytes: Buffer, lineFeeds: number): number {
  let at = bytes.length;
  for (let count = 0; count < lineFeeds; count += 1) {
    at = at === 0 ? -1 : bytes.lastIndexOf(lineFeed, at - 1);
    if (at === -1) return -1;
  }
  while (at > 0) {
    at = bytes.lastIndexOf(lineFeed, at - 1);
    if (at > 0 && bytes[at - 1] === carriageReturn) return at + 1;
  }
  return -1;
}

function lastControl(bytes: Buffer): number {
  // A character cut at the end may turn out to be one.
  if (bytes.at(-1) === latin) return bytes.length - 1;
  for (let at = bytes.lastIndexOf(latin); at !== -1; at = at === 0 ? -1 : bytes.lastIndexOf(latin, at - 1)) {
    if ((bytes[at + 1] ?? 0) < 0xa0) return at;
  }
  return -1;
}
