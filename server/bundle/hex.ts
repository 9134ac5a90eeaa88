import { ParseError, parseString } from '#protocol/parse.ts';

/** Reads so many bytes in lower-case hexadecimal, as text. */
export function parseHex(value: unknown, path: string, bytes: number): string {
  const text = parseString(value, path, bytes * 2);
  if (text.length !== bytes * 2 || !/^[0-9a-f]*$/.test(text)) {
    throw new ParseError(path, `${bytes} bytes in lower-case hexadecimal`);
  }
  return text;
}
