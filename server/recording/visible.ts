/** A text without what moves no reader's eye, and where each of its characters stands in the original. */
export type Visible = {
  readonly text: string;
  /** The place in the original of the character at `index`. */
  place(index: number): number;
};

/**
 * Control characters and sequences, whole or cut off at the end: colours that a program puts into the middle of a word,
 * line ends, and the space with which a line editor wraps.
 */
const invisible =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  /\x1b(?:\[[0-?]*[ -/]*(?:[@-~]|$)|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|\x1b?$)|[ -/]*(?:[0-~]|$))| \r(?!\n)|[\0-\x1f\x7f]/g;

/** Reads a text as a person sees it. */
export function visibleText(original: string): Visible {
  const pieces: string[] = [];
  /** Where each piece begins, in the text and in the original. */
  const starts: { readonly index: number; readonly place: number }[] = [];
  let length = 0;
  let from = 0;
  const keep = (to: number) => {
    if (to <= from) return;
    starts.push({ index: length, place: from });
    pieces.push(original.slice(from, to));
    length += to - from;
  };
  for (const match of original.matchAll(invisible)) {
    keep(match.index);
    from = match.index + match[0].length;
  }
  keep(original.length);
  return {
    text: pieces.join(''),
    place: (index) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle]?.index ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      const start = starts[low] ?? { index: 0, place: 0 };
      return start.place + index - start.index;
    },
  };
}
