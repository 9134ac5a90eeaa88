import { parseEventBody } from '#protocol/journal-parse.ts';
import { ParseError } from '#protocol/parse.ts';
import type { Hider } from '../../recording/hide-text.ts';

/** What stands for an event that makes no sense without what was hidden in it. */
const nothingLeft = JSON.stringify({ kind: 'hidden' });

/**
 * The body of an event without what must be hidden, as JSON; the very same text when there is nothing to hide.
 * Names of fields are the lab's own and are left alone.
 */
export function hideInEvent(body: string, hide: Hider): string {
  // Where nothing is spelled with an escape, what stands in a string stands in the JSON: most events end here.
  if (!/[\\\n]/.test(body) && hide(body) === body) return body;
  const value: unknown = JSON.parse(body);
  const shown = JSON.stringify(hideInJson(value, hide));
  if (shown === JSON.stringify(value)) return body.includes('\n') ? shown : body;
  try {
    parseEventBody(JSON.parse(shown));
    return shown;
  } catch (error) {
    if (error instanceof ParseError) return nothingLeft;
    throw error;
  }
}

/** A value of JSON whose texts are without what must be hidden. */
export function hideInJson(value: unknown, hide: Hider): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideInJson(item, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hideInJson(item, hide)]));
}
