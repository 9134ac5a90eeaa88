/** How a terminal measures characters, as xterm.js has it: the second function packs width and joining into a number. */
type CharacterWidths = {
  readonly version: string;
  wcwidth(codepoint: number): 0 | 1 | 2;
  charProperties(codepoint: number, preceding: number): number;
};

/** Marks upon one letter: Vietnamese, Thai and Hebrew need up to four. */
const mostMarks = 8;
/** xterm's packing: what joins the letter before it, and a cell without a width, which is never drawn. */
const joined = 1;
const undrawn = 0;

/**
 * The same widths, but a mark after eight others upon its letter is not drawn: megabytes of marks, or a screen full of
 * letters with dozens, would stop the page, which measures each of them. The page and the server's screen must count
 * alike.
 */
export function boundedMarks(widths: CharacterWidths): CharacterWidths {
  let marks = 0;
  return {
    version: widths.version,
    wcwidth: (codepoint) => widths.wcwidth(codepoint),
    charProperties(codepoint, preceding) {
      const properties = widths.charProperties(codepoint, preceding);
      if ((properties & joined) === 0) marks = 0;
      else if (++marks > mostMarks) {
        marks = 0;
        return undrawn;
      }
      return properties;
    },
  };
}
