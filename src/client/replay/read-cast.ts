import { type CastEvent, type CastHeader, parseCastEvent, parseCastHeader } from '#protocol/cast.ts';
import { ParseError } from '#protocol/parse.ts';

/** A recording as it is read for a replay: its events are in order and none of them is input. */
export type Cast = {
  readonly header: CastHeader;
  readonly events: readonly CastEvent[];
  /** Lines that could not be read, the torn last one among them. */
  readonly skipped: number;
};

/** More than any recording of the lab; beyond it a file is not read at all. */
const limits = { characters: 32 * 1024 * 1024, events: 500_000, seconds: 10_000_000 };

/** The largest terminal that is drawn: a picture of a larger one would fill the memory. */
export const largest = { columns: 400, rows: 150 };

/** What a replay plays: output, sizes and markers. Keystrokes are nobody's business, whoever recorded them. */
const played = new Set(['o', 'r', 'm']);

/**
 * Reads a whole asciicast v2, ours or a stranger's.
 * @throws ParseError when it is none, or is beyond the limits
 */
export function readCast(text: string): Cast {
  if (text.length > limits.characters) throw new ParseError('cast', `at most ${limits.characters} characters`);
  const [first = '', ...lines] = text.split('\n');
  if (lines.length > limits.events) throw new ParseError('cast', `at most ${limits.events} events`);
  const header = parseCastHeader(first);
  const events: CastEvent[] = [];
  let skipped = 0;
  let seconds = 0;
  for (const line of lines) {
    if (line === '') continue;
    const event = tryEvent(line);
    if (event === null || event.seconds > limits.seconds) {
      skipped += 1;
      continue;
    }
    if (!played.has(event.code)) continue;
    seconds = Math.max(seconds, event.seconds);
    events.push({ ...event, seconds });
  }
  return { header, events, skipped };
}

/** The size that an event of kind `r` tells, as far as it is drawn; null for nonsense. */
export function sizeOf(data: string): { readonly columns: number; readonly rows: number } | null {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(data);
  if (match === null) return null;
  const [columns, rows] = [Number(match[1]), Number(match[2])];
  return columns < 1 || rows < 1 ? null : drawable({ columns, rows });
}

/** A size as far as it is drawn. */
export function drawable({ columns, rows }: { readonly columns: number; readonly rows: number }): {
  readonly columns: number;
  readonly rows: number;
} {
  return { columns: Math.min(columns, largest.columns), rows: Math.min(rows, largest.rows) };
}

function tryEvent(line: string): CastEvent | null {
  try {
    return parseCastEvent(line);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
