/** Private modes (alternate screen, cursor, mouse, paste), the scroll region, and the character set. */
// oxlint-disable-next-line no-control-regex -- control sequences are what it is about
const setting = /\x1b(?:\[\?([\d;]{1,20})([hl])|\[(\d{0,4}(?:;\d{0,4})?)r|\(([0-9A-B]))/g;

/** The sequences that leave a terminal's modes as this text leaves them, without what it drew. */
export function modesSetBy(text: string): string {
  const modes = new Map<string, string>();
  let region: string | null = null;
  let characters: string | null = null;
  for (const [, numbers, state, margins, set] of text.matchAll(setting)) {
    for (const number of numbers?.split(';') ?? []) {
      // The last one counts, and they follow each other in the order of their last.
      modes.delete(number);
      modes.set(number, state ?? '');
    }
    region = margins ?? region;
    characters = set ?? characters;
  }
  return [
    ...[...modes].map(([number, state]) => `\x1b[?${number}${state}`),
    // Setting it moves the cursor.
    ...(region === null ? [] : [`\x1b7\x1b[${region}r\x1b8`]),
    ...(characters === null ? [] : [`\x1b(${characters}`]),
  ].join('');
}
