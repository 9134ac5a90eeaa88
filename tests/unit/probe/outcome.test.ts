import { DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';
import { DeadlineError } from '../../../server/cluster/deadline.ts';
import { judgeAnswer, judgeFailure, ReadOnlyNode } from '../../../server/probe/outcome.ts';

function refusal(severity: string, code: string): DatabaseError {
  const error = new DatabaseError('refused', 1, 'error');
  error.severity = severity;
  error.code = code;
  return error;
}

function system(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('an answered write', () => {
  test('is acked', () => {
    expect(judgeAnswer([])).toEqual({ outcome: 'acked', reason: null });
  });

  test('is unknown when a warning says that its commit did not wait for the replica', () => {
    expect(judgeAnswer(['01000'])).toEqual({ outcome: 'unknown', reason: 'sync-wait-cancelled' });
  });
});

describe('a write that was not sent', () => {
  test.each([
    ['a closed port', system('ECONNREFUSED'), 'ECONNREFUSED'],
    ['a server that starts', refusal('FATAL', '57P03'), '57P03'],
    ['a missed deadline', new DeadlineError('соединение', 2_000), 'connect-deadline'],
    ['a proxy without a server', new Error('Connection terminated unexpectedly'), 'hung-up'],
    ['a node that only reads', new ReadOnlyNode(), 'read-only'],
  ])('has surely failed at %s', (_, error, reason) => {
    expect(judgeFailure(false, error)).toEqual({ outcome: 'failed', reason });
  });
});

describe('a write that was sent', () => {
  test('has surely failed when an ERROR rolled it back', () => {
    expect(judgeFailure(true, refusal('ERROR', '25006'))).toEqual({ outcome: 'failed', reason: '25006' });
  });

  test.each([
    ['the server stops', refusal('FATAL', '57P01'), '57P01'],
    ['the server crashes', refusal('FATAL', '57P02'), '57P02'],
    ['the connection is reset', system('ECONNRESET'), 'ECONNRESET'],
    ['the connection is closed', new Error('Connection terminated unexpectedly'), 'hung-up'],
    ['no answer comes in time', new DeadlineError('запись', 5_000), 'statement-deadline'],
    // Of words in another language nothing sure is known.
    ['the severity is not in English', refusal('ОШИБКА', '25006'), '25006'],
  ])('is unknown when %s', (_, error, reason) => {
    expect(judgeFailure(true, error)).toEqual({ outcome: 'unknown', reason });
  });
});
