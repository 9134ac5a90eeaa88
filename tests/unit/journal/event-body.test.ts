import { describe, expect, test } from 'vitest';
import { UnknownEventKind, parseEventBody, parseJournalEvent } from '#protocol/journal-parse.ts';

describe('parseEventBody', () => {
  test.each([
    [null, 'input: expected an object'],
    [[], 'input: expected an object'],
    [{}, 'kind: expected a string'],
    [{ kind: 'file-saved', path: 'a', hash: 'b', by: 'me' }, 'by: expected one of page, outside, reset'],
    [{ kind: 'hint-shown', check: 'leader', level: 0 }, 'level: expected a whole number'],
    [{ kind: 'fact', fact: 'failover', detail: { from: 1 } }, 'detail.from: expected a string'],
    [{ kind: 'check-result', result: { id: 'a', outcome: 'failed' } }, 'result.outcome: expected one of'],
    [{ kind: 'command-started', command: { id: '1' } }, 'command.terminal: expected a string'],
  ])('refuses %j', (value, message) => {
    expect(() => parseEventBody(value)).toThrow(message);
  });

  test.each(['toString', '__proto__', 'constructor', 'of-a-newer-version'])('does not know the kind %s', (kind) => {
    expect(() => parseEventBody({ kind })).toThrow(UnknownEventKind);
  });

  test('leaves out fields that it does not know', () => {
    expect(parseEventBody({ kind: 'step-opened', step: 'files', extra: 1 })).toEqual({
      kind: 'step-opened',
      step: 'files',
    });
  });
});

test('parseJournalEvent reads an event with its place', () => {
  const event = { seq: 7, at: 1_000, body: { kind: 'terminal-opened', terminal: 'main' } };
  expect(parseJournalEvent(event)).toEqual(event);
  expect(() => parseJournalEvent({ ...event, seq: 0 })).toThrow('seq');
});
