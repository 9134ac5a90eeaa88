import { parseBoolean, parseInteger, parseList, parseOptionalString, parseString } from '../parse.ts';

/** How much of each kind a recorded view may hold; whoever records one keeps to it. */
export const viewBounds = { items: 100, rows: 20, text: 1_000, value: 200 } as const;

/** Reads a name, a path or a sentence. */
export function parseText(value: unknown, path: string): string {
  return parseString(value, path, viewBounds.text);
}

/** Reads a text, or null where there is none. */
export function parseOptionalText(value: unknown, path: string): string | null {
  return parseOptionalString(value, path, viewBounds.text);
}

/** Reads a list of a view. */
export function parseItems<Item>(
  value: unknown,
  path: string,
  parseItem: (item: unknown, path: string) => Item,
): readonly Item[] {
  return parseList(value, path, parseItem, viewBounds.items);
}

/** Reads a number that counts, e.g. a port or bytes. */
export function parseCount(value: unknown, path: string): number {
  return parseInteger(value, path, 0, Number.MAX_SAFE_INTEGER);
}

/** Reads true or false, or null where nobody knows. */
export function parseOptionalBoolean(value: unknown, path: string): boolean | null {
  return value === undefined || value === null ? null : parseBoolean(value, path);
}
