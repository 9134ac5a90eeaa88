/** What Russian and English spreadsheets divide cells by. */
export type Separator = ';' | ',';

/** A table as CSV (RFC 4180) with the mark that makes Excel read UTF-8; nothing in it is taken for a formula. */
export function toCsv(rows: readonly (readonly string[])[], separator: Separator): string {
  const lines = rows.map((cells) => cells.map((cell) => field(cell, separator)).join(separator));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** A cell that a spreadsheet would take for a formula is kept a text by an apostrophe before it (OWASP, CSV Injection). */
function field(text: string, separator: Separator): string {
  const safe = /^\s*[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
