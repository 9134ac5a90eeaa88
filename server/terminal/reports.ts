/**
 * What a terminal answers by itself: device attributes, status and cursor reports, mode reports, settings, colours.
 */
const report = new RegExp(
  String.raw`^(?:\x1b\[[?>=]?[\d;]*c|\x1b\[\??[\d;]*R|\x1b\[\??[\d;]*n|\x1b\[\??[\d;]*\$y|\x1b\[[\d;]*t|\x1bP[^\x1b]*\x1b\\|\x1b\](?:4|10|11|12);[^\x07\x1b]*(?:\x07|\x1b\\))+$`,
);

/** Longer input is typed or pasted. */
const maxReport = 1_024;

/**
 * Whether these bytes are nothing but answers of a terminal to queries of a program.
 * A query is answered once: by the page that the student types in, and never for bytes that were replayed.
 */
export function isTerminalReport(bytes: Buffer): boolean {
  return bytes[0] === 0x1b && bytes.length <= maxReport && report.test(bytes.toString('latin1'));
}
