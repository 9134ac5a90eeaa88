import { describe, expect, test } from 'vitest';
import { parseEventBody } from '#protocol/journal-parse.ts';
import { numbersOf, type ProbeBatch } from '#protocol/probe.ts';
import { type SettledWrite, toBatch } from '../../../server/probe/batch.ts';
import { createLedger } from '../../../server/probe/ledger.ts';

const epoch = 1_790_000_000_000;

function settled(number: number, outcome: SettledWrite['outcome'], more: Partial<SettledWrite> = {}): SettledWrite {
  const sentAt = epoch + number * 50;
  const reason = outcome === 'acked' ? null : 'hung-up';
  const confirmed = outcome === 'acked' ? { address: '10.0.0.2', timeline: 1 } : { address: null, timeline: null };
  return { number, sentAt, settledAt: sentAt + 4, outcome, reason, ...confirmed, ...more };
}

function batchOf(...writes: SettledWrite[]): ProbeBatch {
  const batch = toBatch('probe-1', writes, (address) => (address === '10.0.0.2' ? 'pg-master' : 'pg-slave'));
  if (batch === null) throw new Error('no writes');
  return batch;
}

describe('a batch', () => {
  test('is none without writes', () => {
    expect(toBatch('probe-1', [], () => null)).toBeNull();
  });

  test('tells each write by its place in lists, and who confirmed the acked ones', () => {
    const batch = batchOf(
      settled(1, 'acked'),
      settled(2, 'acked'),
      settled(5, 'failed'),
      // Begun before the others and settled after them.
      settled(3, 'unknown', { settledAt: epoch + 5_150 }),
      settled(6, 'acked', { address: '10.0.0.3', timeline: 2 }),
    );
    expect(batch).toEqual({
      probe: 'probe-1',
      at: epoch + 50,
      numbers: [
        [1, 2],
        [5, 1],
        [3, 1],
        [6, 1],
      ],
      sent: [0, 50, 200, 100, 250],
      took: [4, 4, 4, 5_000, 4],
      outcomes: 'aafua',
      by: [
        { node: 'pg-master', timeline: 1, count: 2 },
        { node: 'pg-slave', timeline: 2, count: 1 },
      ],
      reasons: { 'hung-up': 2 },
    });
    expect(numbersOf(batch)).toEqual([1, 2, 5, 3, 6]);
    expect(parseEventBody(JSON.parse(JSON.stringify({ kind: 'probe-batch', ...batch })))).toEqual({
      kind: 'probe-batch',
      ...batch,
    });
  });

  test('of another number of writes than it tells of is refused', () => {
    const batch = { kind: 'probe-batch', ...batchOf(settled(1, 'acked')), numbers: [[1, 2]] };
    expect(() => parseEventBody(batch)).toThrow('lists that tell of as many writes');
  });
});

describe('a ledger', () => {
  test('counts the outcomes and knows the last ack', () => {
    const ledger = createLedger();
    ledger.add(batchOf(settled(1, 'acked'), settled(2, 'unknown')));
    ledger.add(batchOf(settled(3, 'acked'), settled(4, 'failed')));
    expect([ledger.count('acked'), ledger.count('failed'), ledger.count('unknown')]).toEqual([2, 1, 1]);
    expect(ledger.lastAckAt()).toBe(epoch + 154);
  });

  test('finds what was acked and is missing, and what had no answer and is there', () => {
    const ledger = createLedger();
    ledger.add(batchOf(settled(1, 'acked'), settled(2, 'acked'), settled(3, 'acked'), settled(4, 'acked')));
    ledger.add(batchOf(settled(5, 'unknown'), settled(6, 'unknown'), settled(7, 'failed')));
    expect(
      ledger.compare([
        [1, 1],
        [3, 1],
        [5, 1],
      ]),
    ).toEqual({
      rows: 3,
      lostCount: 2,
      lost: [2, 4],
      unansweredCount: 1,
      unanswered: [5],
      impossible: [],
    });
  });

  test('counts a row that it knows nothing of as nothing: the second before a kill', () => {
    const ledger = createLedger();
    ledger.add(batchOf(settled(1, 'acked')));
    expect(ledger.compare([[1, 20]])).toMatchObject({ rows: 20, lostCount: 0, unansweredCount: 0, impossible: [] });
  });

  test('tells of rows that were surely not written and are there', () => {
    const ledger = createLedger();
    ledger.add(batchOf(settled(1, 'failed')));
    expect(ledger.compare([[1, 1]]).impossible).toEqual([1]);
  });

  test('lists at most a thousand of the lost ones and counts all', () => {
    const ledger = createLedger();
    ledger.add(batchOf(...Array.from({ length: 1_200 }, (_, index) => settled(index + 1, 'acked'))));
    const { lost, lostCount } = ledger.compare([]);
    expect([lost.length, lost[0], lostCount]).toEqual([1_000, 1, 1_200]);
  });
});
