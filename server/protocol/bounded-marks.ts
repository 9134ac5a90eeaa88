/** How a terminal measures characters, as xterm.js has it: the second function packs width and joining into a number. */
type CharacterWidths = {
  readonly version: string;
  wcwidth(codepoint: number): 0 | 1 | 2;
  charProperties(codepoint: number, preceding: number): number;
};

/** Marks upon one letter; Vietnamese and Hebrew need three, the longest emoji ten. */
const mostMarks = 32;
/** xterm's packing: a character of width one that stands by itself. */
const joined = 1;
const standsAlone = 1 << 1;

/**
 * The same widths, but a mark without a width after thirty-two others gets a cell of its own: megabytes of marks upon
 * one letter would stop the page that draws them. The page and the server's screen must count alike.
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
        return standsAlone;
      }
      return properties;
    },
  };
}
