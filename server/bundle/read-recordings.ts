import { parseCastEvent, parseCastHeader } from '#protocol/cast.ts';
import { ParseError } from '#protocol/parse.ts';
import { bundleLimits } from './limits.ts';
import { decodeUtf8 } from './utf8.ts';

const codes = new Set(['o', 'r', 'm', 'i']);

/**
 * Reads a recording, line by line: the text that it is.
 * @throws ParseError for one that is no asciicast of a terminal that can be
 */
export function readRecording(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === null) throw new ParseError('recording', 'UTF-8');
  let from = 0;
  for (let number = 1; from < text.length; number += 1) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    const line = text.slice(from, end);
    if (number === 1) refuseSize(parseCastHeader(line));
    else if (line !== '') refuseEvent(line);
    from = end + 1;
  }
  if (from === 0) throw new ParseError('recording', 'a first line');
  return text;
}

function refuseEvent(line: string): void {
  const { code, data } = parseCastEvent(line);
  if (!codes.has(code)) throw new ParseError('event[1]', 'o, r, m or i');
  if (code !== 'r') return;
  const size = /^(\d{1,4})x(\d{1,4})$/.exec(data);
  if (size === null) throw new ParseError('event[2]', 'a size');
  refuseSize({ columns: Number(size[1]), rows: Number(size[2]) });
}

function refuseSize({ columns, rows }: { readonly columns: number; readonly rows: number }): void {
  if (columns < 1 || columns > bundleLimits.columns || rows < 1 || rows > bundleLimits.rows) {
    throw new ParseError('size', `at most ${bundleLimits.columns} columns and ${bundleLimits.rows} rows`);
  }
}
