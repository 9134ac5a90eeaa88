import { ParseError, parseRecord, parseString } from './parse.ts';

/** Who hands the report in, in their own words. */
export type AuthorName = { readonly name: string; readonly group: string };

/** The longest name and group, in UTF-16 code units. */
export const authorLimits = { name: 200, group: 100 } as const;

/** What no name holds, and what would turn the text around it upside down: control, line and direction characters. */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Whether a text may stand where a name or a group does. */
export function isPlainName(text: string): boolean {
  return !forbidden.test(text);
}

/** Reads who hands the report in. */
export function parseAuthorName(value: unknown, path: string): AuthorName {
  const raw = parseRecord(value, path);
  const field = (name: keyof typeof authorLimits) => {
    const text = parseString(raw[name], path === '' ? name : `${path}.${name}`, authorLimits[name]);
    if (!isPlainName(text)) throw new ParseError(name, 'a line of plain text');
    return text;
  };
  return { name: field('name'), group: field('group') };
}
