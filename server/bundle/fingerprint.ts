import { parseCastEvent, type CastEvent } from '#protocol/cast.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { Bundle, ChainMarks } from './bundle.ts';
import { hashesOf, sketchOf, type Hashes, type Sketch } from './sketch.ts';

/** What a report is compared with others by: small enough to be kept for every report of a class. */
export type Fingerprint = {
  readonly run: string;
  readonly marks: ChainMarks;
  /** What the terminals showed, with the milliseconds between: no two runs are alike in that. */
  readonly recordings: Sketch;
  /** What happened, with the milliseconds between. */
  readonly events: Sketch;
  /** The answers as hashes of their rows of words, by question; short ones are left out. */
  readonly answers: ReadonlyMap<string, Hashes>;
};

const outputsInRow = 3;
/** Fewer characters are shown in the same rhythm by every shell. */
const leastShown = 24;
const eventsInRow = 4;
/** What comes in one burst has no rhythm of its own, in milliseconds. */
const leastSpan = 20;
const wordsInRow = 4;
const leastRows = 6;

/** Takes a report's fingerprint. */
export function fingerprintOf({ manifest, marks, events, recordings }: Bundle): Fingerprint {
  return {
    run: manifest.run,
    marks,
    recordings: sketchOf(rowsOfOutput(recordings)),
    events: sketchOf(rowsOfEvents(events)),
    answers: rowsOfAnswers(events),
  };
}

function* rowsOfOutput(recordings: ReadonlyMap<string, string>): Generator<string> {
  for (const cast of recordings.values()) {
    const row: CastEvent[] = [];
    for (const line of cast.split('\n').slice(1)) {
      if (!line.includes('"o"')) continue;
      const event = parseCastEvent(line);
      if (event.code !== 'o') continue;
      row.push(event);
      if (row.length > outputsInRow) row.shift();
      const shown = row.reduce((sum, { data }) => sum + data.length, 0);
      const span = Math.round((event.seconds - (row[0]?.seconds ?? 0)) * 1_000);
      if (row.length < outputsInRow || shown < leastShown || span < leastSpan) continue;
      yield row.map(({ data, seconds }) => `${Math.round((event.seconds - seconds) * 1_000)} ${data}`).join('\n');
    }
  }
}

function* rowsOfEvents(events: readonly JournalEvent[]): Generator<string> {
  for (let index = eventsInRow - 1; index < events.length; index += 1) {
    const row = events.slice(index - eventsInRow + 1, index + 1);
    const [first] = row;
    const last = row.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < leastSpan) continue;
    yield row.map(({ at, body }) => `${last.at - at} ${body.kind}`).join('\n');
  }
}

function rowsOfAnswers(events: readonly JournalEvent[]): Map<string, Hashes> {
  const texts = new Map<string, string>();
  for (const { body } of events) if (body.kind === 'answer-saved') texts.set(body.question, body.text);
  const answers = new Map<string, Hashes>();
  for (const [question, text] of texts) {
    const words =
      text
        .normalize('NFKC')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [];
    const rows: string[] = [];
    for (let at = wordsInRow; at <= words.length; at += 1) rows.push(words.slice(at - wordsInRow, at).join(' '));
    const hashes = hashesOf(rows);
    if (hashes.length >= leastRows) answers.set(question, hashes);
  }
  return answers;
}
