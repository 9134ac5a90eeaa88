import { setImmediate as othersTurn } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { mask } from './hidden.ts';
import { createSieve } from './sieve.ts';
import { eventOf, lineOf, type Line } from './stretches.ts';
import { visibleText } from './visible.ts';

/** Bytes that are read in one go before others have their turn. */
const sliceBytes = 64 * 1024;

/** Fewer characters than these stand everywhere: without them a recording says nothing any more. */
const leastText = 4;

/**
 * A text as it is looked for: line ends and colours are passed over, in it as in the recording.
 * @throws LabError `redaction-too-short`
 */
export function toNeedle(text: string): string {
  const needle = visibleText(text).text.trim();
  if (needle.length >= leastText) return needle;
  throw new LabError({
    code: 'redaction-too-short',
    title: 'Слишком короткий текст',
    message: `Чтобы скрыть текст в записях, нужно не меньше ${leastText} знаков.`,
    hint: 'Выделите больше: короткий текст встречается в записи повсюду.',
    status: 400,
  });
}

/** Takes texts out of recorded lines; `places` is how many were found. */
export async function redactLines(
  lines: readonly Line[],
  texts: readonly string[],
): Promise<{ readonly lines: Line[]; readonly places: number }> {
  const sieve = createSieve(() => texts);
  const redacted: Line[] = [];
  let places = 0;
  let bytes = 0;
  for (const line of lines) {
    const event = eventOf(line);
    places -= countMasks(event.data);
    for (const ready of sieve.push(event)) {
      places += countMasks(ready.data);
      redacted.push(lineOf(ready));
    }
    bytes += line.length;
    if (bytes < sliceBytes) continue;
    bytes = 0;
    await othersTurn();
  }
  for (const ready of sieve.end()) {
    places += countMasks(ready.data);
    redacted.push(lineOf(ready));
  }
  return { lines: redacted, places };
}

function countMasks(text: string): number {
  return text.split(mask).length - 1;
}
