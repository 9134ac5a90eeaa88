/** Characters that turn the direction of a text or take no room: they would let one name pass for another. */
const unseen = /[\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const controls = /[\u0000-\u001F\u007F-\u009F]/g;
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const controlsInLines = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
/** More marks on one letter than any language sets: they would climb over the lines around it. */
const piledMarks = /(\p{M}{3})\p{M}+/gu;

/** A line of text from a report as the page may show it: bounded, and with everything unseen made visible. */
export function visibleLine(text: string, most = 160): string {
  return cut(reveal(cutRaw(text.replaceAll(/\s+/g, ' ').trim(), most)).replace(controls, picture), most);
}

/** The same for text of many lines, which keeps its line ends and tabs. */
export function visibleLines(text: string, most = 20_000): string {
  return cut(reveal(cutRaw(text.replaceAll('\r\n', '\n'), most)).replace(controlsInLines, picture), most);
}

function reveal(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(piledMarks, '$1').replace(unseen, codePoint);
}

/** Cut first, so that a text of megabytes costs nothing. */
function cutRaw(text: string, most: number): string {
  return text.length > most * 4 ? text.slice(0, most * 4) : text;
}

function cut(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}

function codePoint(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Control characters have pictures of their own: ␛ for escape. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : codePoint(character);
}
