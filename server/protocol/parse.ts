/** Thrown by a `parse…` function: `path` says where in the input, `expected` what stands there instead. */
export class ParseError extends Error {
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    super(`${path || 'input'}: expected ${expected}`);
    this.name = 'ParseError';
    this.path = path;
    this.expected = expected;
  }
}

export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Reads a plain object. */
export function parseRecord(value: unknown, path: string): UnknownRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ParseError(path, 'an object');
  }
  return { ...value };
}

/** Reads a string of at most `max` UTF-16 code units. */
export function parseString(value: unknown, path: string, max = 65_536): string {
  if (typeof value !== 'string') throw new ParseError(path, 'a string');
  if (value.length > max) throw new ParseError(path, `at most ${max} characters`);
  return value;
}

/** Reads a string, or null where the field is absent. */
export function parseOptionalString(value: unknown, path: string, max?: number): string | null {
  return value === undefined || value === null ? null : parseString(value, path, max);
}

/** Reads a whole number between `min` and `max`, both included. */
export function parseInteger(value: unknown, path: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new ParseError(path, `a whole number from ${min} to ${max}`);
  }
  return value;
}

/** Reads a boolean. */
export function parseBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new ParseError(path, 'true or false');
  return value;
}

/** Reads one of the given words. */
export function parseOneOf<const Word extends string>(value: unknown, path: string, words: readonly Word[]): Word {
  for (const word of words) if (value === word) return word;
  throw new ParseError(path, `one of ${words.join(', ')}`);
}

/** Reads a list, each item by `parseItem`; an absent list is empty. */
export function parseList<Item>(
  value: unknown,
  path: string,
  parseItem: (item: unknown, path: string) => Item,
  max = 1_000,
): Item[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ParseError(path, 'a list');
  if (value.length > max) throw new ParseError(path, `at most ${max} items`);
  return value.map((item, index) => parseItem(item, `${path}[${index}]`));
}
