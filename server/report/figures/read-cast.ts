import { parseCastEvent, parseCastHeader, type CastEvent, type CastHeader } from '#protocol/cast.ts';
import { ParseError } from '#protocol/parse.ts';
import { createTurns } from '../bundle/turns.ts';

/** A recording that was read. */
export type Cast = { readonly header: CastHeader; readonly events: readonly CastEvent[] };

/** Reads an asciicast; null when it is none. A line that is not whole ends it, as a crash may leave one. */
export async function readCast(text: string): Promise<Cast | null> {
  const takeTurns = createTurns();
  const lines = text.split('\n');
  try {
    const header = parseCastHeader(lines[0] ?? '');
    const events: CastEvent[] = [];
    for (const line of lines.slice(1)) {
      const event = line === '' ? null : readEvent(line);
      if (event === undefined) break;
      if (event !== null) events.push(event);
      await takeTurns();
    }
    return { header, events };
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function readEvent(line: string): CastEvent | undefined {
  try {
    return parseCastEvent(line);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** The zero of a recording's events, milliseconds since the epoch; null where it is no recording. */
export function readCastStart(text: string): number | null {
  try {
    return parseCastHeader(text.slice(0, text.indexOf('\n'))).startedAt;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
