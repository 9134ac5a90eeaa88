import type { CastEvent } from '#protocol/cast.ts';
import { createHider } from './hide-text.ts';
import { type Before, findHidden, nothingBefore, type Sought } from './hidden.ts';
import { visibleText } from './visible.ts';

/** Takes secrets out of a recording's events, wherever they were cut. */
export type Sieve = {
  /** Gives the events that can be written now; an event whose end may be the beginning of a secret waits for the next. */
  push(event: CastEvent): CastEvent[];
  /** Gives what still waits: nothing will follow. */
  end(): CastEvent[];
  /** Forgets the output that waits, because the rest of it was left out; gives what else waits. */
  breakOff(): CastEvent[];
  /** Bytes of output that wait. */
  readonly waiting: number;
};

/** Creates a sieve; the secrets are asked for each time, as new ones come. */
export function createSieve(secrets: () => readonly Sought[]): Sieve {
  let waiting: CastEvent[] = [];
  let before = nothingBefore;

  const sift = (final: boolean): CastEvent[] => {
    const text = waiting.map(outputOf).join('');
    const sought = secrets();
    const { parts, undecided } = findHidden(text, sought, before);
    let border = final ? text.length : undecided;
    // A secret that is whole may lie across the border; then it goes, and what follows it waits.
    for (const { start, end } of parts) if (start < border && end > border) border = end;
    const ready: CastEvent[] = [];
    const later: CastEvent[] = [];
    let at = 0;
    for (const event of waiting) {
      const output = outputOf(event);
      const end = at + output.length;
      if (event.code !== 'o') {
        (later.length > 0 || at > border ? later : ready).push(event);
        continue;
      }
      const shown = showPart(text, parts, at, Math.min(end, border));
      if (shown !== '') ready.push({ ...event, data: shown });
      if (end > border) later.push({ ...event, data: text.slice(Math.max(at, border), end) });
      at = end;
    }
    waiting = later;
    if (sought.some((one) => typeof one !== 'string')) before = endOf(text.slice(0, border), before);
    return ready;
  };

  return {
    push: (event) => {
      waiting.push(event.code === 'm' ? { ...event, data: createHider(secrets())(event.data) } : event);
      return sift(false);
    },
    get waiting() {
      return waiting.reduce((sum, event) => sum + Buffer.byteLength(outputOf(event)), 0);
    },
    end: () => sift(true),
    breakOff: () => {
      before = nothingBefore;
      const others = waiting.filter(({ code }) => code !== 'o');
      waiting = [];
      return others;
    },
  };
}

/** What stands before whatever follows a text. */
function endOf(text: string, before: Before): Before {
  return { raw: text.at(-1) ?? before.raw, shown: visibleText(text).text.at(-1) ?? before.shown };
}

function outputOf({ code, data }: CastEvent): string {
  return code === 'o' ? data : '';
}

/** The text between two places; what stands instead of a hidden part stands where that begins. */
function showPart(
  text: string,
  parts: readonly { start: number; end: number; instead: string }[],
  from: number,
  to: number,
): string {
  let shown = '';
  let at = from;
  for (const { start, end, instead } of parts) {
    if (end <= from || start >= to) continue;
    if (start >= at) shown += text.slice(at, start) + instead;
    at = Math.max(at, end);
  }
  return at < to ? shown + text.slice(at, to) : shown;
}
