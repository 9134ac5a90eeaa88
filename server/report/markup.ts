/** A piece of HTML or SVG that may be put into another one as it stands. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Value = Markup | string | number | null | undefined | false | readonly Value[];

/**
 * The only way from texts to HTML and SVG: whatever is not `Markup` is escaped, for text and for attributes in double
 * quotes alike. Nothing is written for null, undefined and false; a list is joined.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += toText(value) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function toText(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(value);
  return value.map(toText).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeText(text: string): string {
  return visibleControls(text).replaceAll(/[&<>"'`]/g, (sign) => entities[sign] ?? '');
}

/**
 * A text whose direction signs are seen instead of working, and without what no XML may hold: control characters and
 * halves of characters.
 */
export function visibleControls(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      // oxlint-disable-next-line no-control-regex -- control characters are what it is about
      .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (sign) => {
        return `[U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`;
      })
  );
}
