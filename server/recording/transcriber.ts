import type { CastEvent } from '#protocol/cast.ts';
import { openCharacterLength } from '../terminal/open-sequence.ts';
import { cutEvents } from './cut-mark.ts';
import type { Entry } from './intake.ts';
import { createSieve } from './sieve.ts';
import { lineOf, type Line } from './stretches.ts';

/** Turns what a terminal said into lines of its recording. */
export type Transcriber = {
  /** The lines that can be written now. */
  lines(entry: Entry): Line[];
  /** The lines that still wait: half characters, the beginning of what might have become a secret. */
  end(at: number): Line[];
  /** Bytes of output that still wait. */
  readonly waiting: number;
};

/** Characters of output in one line at most, so that a flood can be cut finely. */
const maxOutput = 16 * 1024;

/** Creates a transcriber for a recording whose zero is `startedAt`. */
export function createTranscriber(startedAt: number, secrets: () => readonly string[]): Transcriber {
  const sieve = createSieve(secrets);
  let decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The last bytes: a character may not be whole. */
  let last: Buffer = Buffer.alloc(0);
  const secondsAt = (at: number) => Math.max(0, (at - startedAt) / 1_000);

  const output = (seconds: number, text: string): CastEvent[] => {
    const events: CastEvent[] = [];
    for (const data of pieces(text)) events.push(...sieve.push({ seconds, code: 'o', data }));
    return events;
  };
  const events = (entry: Entry): CastEvent[] => {
    const seconds = secondsAt(entry.at);
    switch (entry.kind) {
      case 'output':
        last = Buffer.concat([last, entry.bytes.subarray(-3)]).subarray(-3);
        return output(seconds, decoder.decode(entry.bytes, { stream: true }));
      case 'resize':
        return sieve.push({ seconds, code: 'r', data: `${entry.columns}x${entry.rows}` });
      case 'mark':
        return sieve.push({ seconds, code: 'm', data: entry.label });
      case 'place':
        return [];
      case 'cut':
        last = Buffer.alloc(0);
        decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        return [...sieve.breakOff(), ...cutEvents(seconds, entry.bytes)];
    }
  };

  return {
    lines: (entry) => events(entry).map(lineOf),
    get waiting() {
      return openCharacterLength(last) + sieve.waiting;
    },
    end: (at) => [...output(secondsAt(at), decoder.decode()), ...sieve.end()].map(lineOf),
  };
}

/** Cuts a text into pieces, never between the halves of a character. */
function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + maxOutput);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to -= 1;
    yield text.slice(from, to);
    from = to;
  }
}
