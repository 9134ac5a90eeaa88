/** A command's text without what makes no other command of it: blanks between words, and the closing semicolon. */
export function comparableText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/ ?; ?/g, '; ').trim().replace(/;$/, '');
}
