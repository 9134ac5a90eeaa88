import type { EventBody } from '#protocol/journal.ts';
import type { StreamMessage } from '#protocol/run.ts';
import {
  parseBoolean,
  parseInteger,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';
import { parseCheckResult, parseCommandRecord, parsePlaceholders } from './parse-run.ts';

/** A journal event of a kind that the page does not show; only its place counts. */
export type OtherEvent = { readonly type: 'other'; readonly seq: number };

/** Reads the `data` of a server-sent event of the run. */
export function parseStreamMessage(data: string): StreamMessage | OtherEvent {
  const raw = parseRecord(JSON.parse(data) as unknown, '');
  const type = parseOneOf(raw.type, 'type', ['journal', 'check', 'placeholders', 'engine']);
  switch (type) {
    case 'journal': {
      const event = parseRecord(raw.event, 'event');
      const seq = parseInteger(event.seq, 'event.seq', 1, Number.MAX_SAFE_INTEGER);
      const body = parseShownBody(event.body);
      if (body === null) return { type: 'other', seq };
      return { type, event: { seq, at: typeof event.at === 'number' ? event.at : 0, body } };
    }
    case 'check':
      return { type, result: parseCheckResult(raw.result) };
    case 'placeholders':
      return { type, placeholders: parsePlaceholders(raw.placeholders) };
    case 'engine':
      return {
        type,
        up: parseBoolean(raw.up, 'engine.up'),
        problem: parseOptionalString(raw.problem, 'engine.problem'),
      };
  }
}

/** Kinds that a page shows; an event of a newer server that it does not know is passed over. */
function parseShownBody(value: unknown): EventBody | null {
  const raw = parseRecord(value, 'event.body');
  switch (raw.kind) {
    case 'run-started':
      return { kind: raw.kind, lab: String(raw.lab), project: String(raw.project) };
    case 'command-started':
    case 'command-ended':
      return { kind: raw.kind, command: parseCommandRecord(raw.command, 'event.body.command') };
    case 'check-result':
      return { kind: raw.kind, result: parseCheckResult(raw.result, 'event.body.result') };
    case 'answer-saved':
      return {
        kind: raw.kind,
        question: parseString(raw.question, 'event.body.question'),
        text: parseString(raw.text, 'event.body.text'),
      };
    case 'answer-opened':
      return { kind: raw.kind, question: parseString(raw.question, 'event.body.question') };
    case 'hint-shown':
      return {
        kind: raw.kind,
        check: parseString(raw.check, 'event.body.check'),
        level: parseInteger(raw.level, 'event.body.level', 0, 99),
      };
    case 'file-saved':
      return {
        kind: raw.kind,
        path: parseString(raw.path, 'event.body.path'),
        hash: parseString(raw.hash, 'event.body.hash'),
        by: parseOneOf(raw.by, 'event.body.by', ['page', 'outside', 'reset']),
      };
    case 'terminal-closed':
      return {
        kind: raw.kind,
        terminal: parseString(raw.terminal, 'event.body.terminal'),
        exitCode: typeof raw.exitCode === 'number' ? raw.exitCode : null,
      };
    default:
      return null;
  }
}
