import { visibleControls } from '../markup.ts';

/**
 * Text that Markdown and HTML leave alone: no emphasis, link, image, code, table cell or element comes of it.
 * Addresses are kept from becoming links by themselves, as they do on GitHub.
 */
export function plainText(text: string): string {
  return visibleControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#!$]/g, String.raw`\$&`)
    .replaceAll('://', '&#58;//')
    .replaceAll(/www\./gi, (address) => `${address.slice(0, 3)}&#46;`)
    .replaceAll('@', '&#64;');
}

/** The same on one line: for a heading or a cell. */
export function plainLine(text: string): string {
  return plainText(oneLine(text));
}

/** A text without line ends. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A student's own paragraphs, each line a line of its own, nothing in them a list, a heading or code. */
export function plainParagraphs(text: string): string {
  const paragraphs = text.trim().split(/\r?\n[ \t]*\r?\n\s*/);
  return paragraphs.map((paragraph) => paragraph.split(/\r?\n/).map(plainStart).join('\\\n')).join('\n\n');
}

/** A line that begins neither a list nor a rule, and is not set in. */
function plainStart(line: string): string {
  return plainText(line.trim())
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`);
}

/** A block of code: its fence is longer than any row of backticks inside. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([row]) => row.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${visibleControls(text).replace(/\n$/, '')}\n${fence}`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
