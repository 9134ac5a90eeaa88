/** Colours, titles, links, marks, the mode of pastes, and the erasing of what stands to the right of the end: nothing of it moves the cursor. */
// oxlint-disable-next-line no-control-regex -- control sequences are what it is about
const silent = /\x1b\[[0-9;:]*m|\x1b\[0?K|\x1b\[\?2004[hl]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
const lineEnd = /\r+\n/g;
/** Whatever makes a terminal do more than write: controls, marks upon letters, bytes that are no UTF-8. */
const moving = /[^\P{C}\n]|\p{M}|\uFFFD/u;

/**
 * The text of output that was only written down, line by line, from left to right; null where it takes a terminal to know
 * what is seen in the end. It is what an emulation would give, for a hundredth of its memory.
 */
export function writtenText(bytes: Buffer): string | null {
  const text = bytes.toString('utf8').replace(silent, '');
  // A line feed alone goes down, and not to the beginning of the line.
  const lines = text.replace(lineEnd, '\n');
  const feeds = countOf(lines, '\n');
  if (feeds !== countOf(text, '\r\n') || moving.test(lines)) return null;
  return lines;
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}
