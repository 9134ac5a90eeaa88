import { drawnSign, unknownSign } from './drawn-signs.ts';
import type { ScreenLine, Stretch } from './screen-line.ts';
import type { ShortLines } from './shorten.ts';

/**
 * Puts a box in the place of every character that neither our font has nor we draw. The machine's own fonts are not asked
 * for it: the picture of a recording is the same on every machine, and what is not shown is seen to be missing.
 * @param covers which characters our font has
 */
export function withKnownSigns(lines: ShortLines, covers: (character: string) => boolean): ShortLines {
  const isKnown = (character: string) => covers(character) || drawnSign(character) !== null;
  const known = (line: ScreenLine) => line.map((stretch) => knownStretch(stretch, isKnown));
  return { ...lines, head: lines.head.map(known), tail: lines.tail.map(known) };
}

/** What changes the character before it, and is nothing by itself. */
const belonging = /[\p{M}\p{Cf}]/u;

function knownStretch(stretch: Stretch, isKnown: (character: string) => boolean): Stretch {
  const { text, cells } = stretch;
  const characters = Array.from(text);
  if (characters.every(isKnown)) return stretch;
  // In one cell, or two, stands a character with what belongs to it: marks above it, a choice of how it looks.
  if (cells === text.length && cells === characters.length) {
    const shown = characters.map((one) => (isKnown(one) ? one : belonging.test(one) ? ' ' : unknownSign));
    return { ...stretch, text: shown.join('') };
  }
  const [base = '', ...marks] = characters;
  const shown = isKnown(base) ? [base, ...marks.filter(isKnown)].join('') : unknownSign;
  return { ...stretch, text: shown.padEnd(cells) };
}
