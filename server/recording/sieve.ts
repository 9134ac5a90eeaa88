import type { CastEvent } from '#protocol/cast.ts';
import { findHidden, mask } from './hidden.ts';

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
export function createSieve(secrets: () => readonly string[]): Sieve {
  let waiting: CastEvent[] = [];

  const sift = (final: boolean): CastEvent[] => {
    const text = waiting.map(outputOf).join('');
    const { parts, undecided } = findHidden(text, secrets());
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
    return ready;
  };

  return {
    push: (event) => {
      waiting.push(event.code === 'm' ? { ...event, data: hideIn(event.data, secrets()) } : event);
      return sift(false);
    },
    get waiting() {
      return waiting.reduce((sum, event) => sum + Buffer.byteLength(outputOf(event)), 0);
    },
    end: () => sift(true),
    breakOff: () => {
      const others = waiting.filter(({ code }) => code !== 'o');
      waiting = [];
      return others;
    },
  };
}

/** A text without its secrets. */
function hideIn(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) hidden = hidden.replaceAll(secret, mask);
  return hidden;
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
