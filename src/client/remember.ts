import { keepLocally, keptLocally } from './keep.ts';

/** A choice of the reader that is kept in this browser; where storage is off it lasts as long as the page. */
export type Remembered<Value> = { read(): Value; write(value: Value): void };

/** Remembers a number between two bounds. */
export function rememberNumber(key: string, otherwise: number, least: number, most: number): Remembered<number> {
  return remember(key, otherwise, (text) => {
    const number = Number(text);
    return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : null;
  });
}

/** Remembers yes or no. */
export function rememberFlag(key: string, otherwise: boolean): Remembered<boolean> {
  return remember(key, otherwise, (text) => (text === 'true' ? true : text === 'false' ? false : null));
}

function remember<Value>(key: string, otherwise: Value, parse: (text: string) => Value | null): Remembered<Value> {
  let value: Value | null = null;
  return {
    read() {
      const text = value === null ? keptLocally(key) : null;
      if (text !== null) value = parse(text);
      return value ?? otherwise;
    },
    write(next) {
      value = next;
      keepLocally(key, String(next));
    },
  };
}
