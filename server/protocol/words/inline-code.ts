/** A stretch of plain text or of code, from a line of frontmatter with `backticks`. */
export type Stretch = { readonly code: boolean; readonly text: string };

/** Splits a line of frontmatter at its backticks; what is unpaired stays text. */
export function splitInlineCode(line: string): Stretch[] {
  const pieces = line.split(/`([^`]+)`/);
  return pieces.map((text, index) => ({ code: index % 2 === 1, text })).filter(({ text }) => text !== '');
}
