import { bytesToHex } from '@noble/hashes/utils.js';
import { UnknownEventKind, parseEventBody } from '#protocol/journal-parse.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { ParseError } from '#protocol/parse.ts';
import { tooMuch } from './bundle-error.ts';
import { chainStart, hashLink } from './chain.ts';
import { inThousands, type Findings } from './findings.ts';
import { parseJournalLine, type JournalLine } from './journal-line.ts';
import { parseJson } from './json.ts';
import { bundleLimits } from './limits.ts';

/** A journal that was read from its lines, whatever is wrong with them. */
export type ReadJournal = {
  /** Those that read, in order, each once. */
  readonly events: readonly JournalEvent[];
  readonly lastSeq: number;
  /** When the last event was. */
  readonly lastAt: number;
  /** The hash of the last event, hexadecimal. */
  readonly head: string;
  /** The hashes of the events 1, 2, 4, 8, … and of the last one. */
  readonly marks: ReadonlyMap<number, string>;
  /** The hashes of the events that were asked for. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly redacted: number;
  readonly skipped: { readonly unknownKind: number; readonly unreadable: number };
};

const lineFeed = '\n';

/**
 * Reads `run/journal.ndjson` and follows its chain; each place where it breaks is a finding.
 * @param wanted the events whose hashes are of interest
 * @throws BundleError when there is more of it than a report may have
 */
export function readJournal(text: string, wanted: ReadonlySet<number>, findings: Findings): ReadJournal {
  const events: JournalEvent[] = [];
  const marks = new Map<number, string>();
  const hashes = new Map<number, string>();
  let previous = chainStart();
  let lastSeq = 0;
  let lastAt = 0;
  let redacted = 0;
  let unknownKind = 0;
  let unreadable = 0;

  const readBody = (body: string): EventBody | null => {
    try {
      return parseEventBody(parseJson(body, 'event'));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      if (error instanceof UnknownEventKind) unknownKind += 1;
      else unreadable += 1;
      return null;
    }
  };

  const take = (line: JournalLine) => {
    const { seq, at, salt } = line;
    if (line.body.length > bundleLimits.event) {
      throw tooMuch(`Событие ${inThousands(seq)} больше ${bundleLimits.event / 1_024} КиБ.`);
    }
    const follows = seq === lastSeq + 1;
    if (seq > lastSeq + 1) findings.changed(missing(lastSeq + 1, seq - 1));
    if (seq <= lastSeq) findings.changed(`событие ${inThousands(seq)} повторено или стоит не на своём месте`);
    // Behind a gap the hash cannot be right: that place was told already.
    if (follows && salt !== null && !isSame(hashLink(previous, { ...line, salt }), line.hash)) {
      findings.changed(`событие ${inThousands(seq)} изменено`);
    }
    if (at < lastAt) findings.changed(`у события ${inThousands(seq)} часы идут назад`);
    if (salt === null) redacted += 1;
    previous = line.hash;
    lastAt = Math.max(lastAt, at);
    if (seq <= lastSeq) return;
    lastSeq = seq;
    const hash = bytesToHex(line.hash);
    if ((seq & (seq - 1)) === 0) marks.set(seq, hash);
    if (wanted.has(seq)) hashes.set(seq, hash);
    const body = readBody(line.body);
    if (body !== null) events.push({ seq, at, body });
  };

  refuseEndless(text);
  let number = 0;
  for (let from = 0; from < text.length;) {
    const end = text.indexOf(lineFeed, from);
    number += 1;
    if (end === -1) {
      findings.incomplete(`последняя строка журнала (${inThousands(number)}) обрывается`);
      break;
    }
    const line = parseJournalLine(text.slice(from, end));
    if (line === null) findings.changed(`строка ${inThousands(number)} журнала не читается`);
    else take(line);
    from = end + 1;
  }
  const head = bytesToHex(previous);
  if (lastSeq > 0) marks.set(lastSeq, head);
  return { events, lastSeq, lastAt, head, marks, hashes, redacted, skipped: { unknownKind, unreadable } };
}

/** Counted before anything is read: a refusal costs nothing. */
function refuseEndless(text: string): void {
  let lines = 0;
  for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, at + 1)) {
    lines += 1;
    if (lines > bundleLimits.events) throw tooMuch(`В журнале больше ${inThousands(bundleLimits.events)} событий.`);
  }
}

function missing(from: number, to: number): string {
  if (from === to) return `события ${inThousands(from)} нет`;
  return `событий с ${inThousands(from)} по ${inThousands(to)} нет`;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index]);
}
