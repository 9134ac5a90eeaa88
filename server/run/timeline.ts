import type { EventBody } from '#protocol/journal.ts';
import { timelineKinds } from '#protocol/timeline.ts';
import { readAll, type Journal } from '../journal/journal.ts';

/** Bytes gathered before they are sent: a line a write would cost more than the lines themselves. */
const gathered = 64 * 1_024;

/**
 * The journal's events that the time strip and the measurements are made of, as JSON lines in pieces;
 * the first line says whose they are.
 */
export function* timelineLines(
  run: { readonly id: string; readonly journal: Journal },
  from: number,
): Generator<string> {
  const kinds: readonly EventBody['kind'][] = timelineKinds;
  let text = `${JSON.stringify({ run: run.id, seq: run.journal.lastSeq })}\n`;
  for (const event of readAll(run.journal, from, kinds)) {
    text += `${JSON.stringify(event)}\n`;
    if (text.length < gathered) continue;
    yield text;
    text = '';
  }
  yield text;
}
