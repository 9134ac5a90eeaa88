import { ParseError } from './parse.ts';

/** One event of an asciicast v2 file: `o` output, `r` a new size as `80x24`, `m` a marker. */
export type CastEvent = { readonly seconds: number; readonly code: string; readonly data: string };

/** What the first line of an asciicast says; `startedAt` is the zero of its events, milliseconds since the epoch. */
export type CastHeader = {
  readonly columns: number;
  readonly rows: number;
  readonly startedAt: number;
  readonly title: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** The longest size of a terminal that is believed, and the longest line. */
const maxSide = 1_000;
const maxLine = 256 * 1024;

/** The first line of a recording. Events count from a whole second, as the format has no finer zero. */
export function formatCastHeader({ columns, rows, startedAt, title, environment }: CastHeader): string {
  const timestamp = Math.floor(startedAt / 1_000);
  return `${JSON.stringify({ version: 2, width: columns, height: rows, timestamp, title, env: environment })}\n`;
}

/** A line of a recording; players need three decimals at most. */
export function formatCastEvent({ seconds, code, data }: CastEvent): string {
  return `[${seconds.toFixed(3)},${JSON.stringify(code)},${JSON.stringify(data)}]\n`;
}

/**
 * Reads the first line of an asciicast v2 file, ours or a stranger's.
 * @throws ParseError
 */
export function parseCastHeader(line: string): CastHeader {
  const raw = parseLine(line);
  if (typeof raw !== 'object' || raw === null || !('version' in raw) || raw.version !== 2) {
    throw new ParseError('header', 'an asciicast of version 2');
  }
  const field = (name: string): unknown => Reflect.get(raw, name);
  const side = (name: string) => {
    const value = field(name);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > maxSide) {
      throw new ParseError(`header.${name}`, `a whole number from 1 to ${maxSide}`);
    }
    return value;
  };
  const timestamp = field('timestamp');
  const title = field('title');
  const environment = field('env');
  return {
    columns: side('width'),
    rows: side('height'),
    startedAt: typeof timestamp === 'number' && Number.isFinite(timestamp) ? timestamp * 1_000 : 0,
    title: typeof title === 'string' ? title.slice(0, 256) : '',
    environment:
      typeof environment === 'object' && environment !== null
        ? Object.fromEntries(Object.entries(environment).filter((pair): pair is [string, string] => isText(pair[1])))
        : {},
  };
}

/**
 * Reads a further line of an asciicast v2 file.
 * @throws ParseError
 */
export function parseCastEvent(line: string): CastEvent {
  const raw = parseLine(line);
  if (!Array.isArray(raw)) throw new ParseError('event', 'a list');
  const [seconds, code, data]: unknown[] = raw;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
    throw new ParseError('event[0]', 'seconds from the beginning');
  }
  if (typeof code !== 'string' || code.length !== 1) throw new ParseError('event[1]', 'a letter');
  if (typeof data !== 'string') throw new ParseError('event[2]', 'a string');
  return { seconds, code, data };
}

function parseLine(line: string): unknown {
  if (line.length > maxLine) throw new ParseError('line', `at most ${maxLine} characters`);
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ParseError('line', 'JSON');
    throw error;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 256;
}
