import { UnknownEventKind, parseCheckResult, parseJournalEvent } from '#protocol/journal-parse.ts';
import {
  parseBoolean,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
} from '#protocol/parse.ts';
import { parseDisk } from '#protocol/disk.ts';
import { parsePlaceholders } from '#protocol/placeholder-parse.ts';
import { parseProbeStatus } from '#protocol/probe-parse.ts';
import { parseWitnessReport } from '#protocol/witness-parse.ts';
import type { StreamMessage } from '#protocol/run.ts';

/** An event of a kind that only a newer server knows: nothing but its place counts. */
export type OtherEvent = { readonly type: 'other'; readonly seq: number };

/** Reads the `data` of a server-sent event of the run. */
export function parseStreamMessage(data: string): StreamMessage | OtherEvent {
  const content: unknown = JSON.parse(data);
  const raw = parseRecord(content, '');
  const type = parseOneOf(raw.type, 'type', [
    'journal',
    'check',
    'placeholders',
    'engine',
    'disk',
    'witnesses',
    'probe',
  ]);
  switch (type) {
    case 'journal':
      return parseJournal(raw.event);
    case 'check':
      return { type, result: parseCheckResult(raw.result, 'result') };
    case 'placeholders':
      return { type, placeholders: parsePlaceholders(raw.placeholders) };
    case 'engine':
      return {
        type,
        up: parseBoolean(raw.up, 'engine.up'),
        problem: parseOptionalString(raw.problem, 'engine.problem'),
      };
    case 'disk':
      return { type, disk: parseDisk(raw.disk, 'disk') };
    case 'witnesses':
      return {
        type,
        at: parseInteger(raw.at, 'witnesses.at', 0, Number.MAX_SAFE_INTEGER),
        reports: parseList(raw.reports, 'witnesses.reports', parseWitnessReport),
      };
    case 'probe':
      return { type, status: parseProbeStatus(raw.status, 'probe.status') };
  }
}

function parseJournal(value: unknown): StreamMessage | OtherEvent {
  try {
    return { type: 'journal', event: parseJournalEvent(value) };
  } catch (error) {
    if (!(error instanceof UnknownEventKind)) throw error;
    const { seq } = parseRecord(value, 'event');
    return { type: 'other', seq: parseInteger(seq, 'event.seq', 1, Number.MAX_SAFE_INTEGER) };
  }
}
