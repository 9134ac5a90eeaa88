import { describe, expect, it } from 'vitest';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { predictionNow, predictionText, readPrediction } from '../../../src/client/fault/prediction.ts';
import { faultRecord } from '../phases/records.ts';

const prediction = { fault: 'kill', seconds: 31, leader: 'other', lost: 0 } as const;
const events = (...bodies: EventBody[]): JournalEvent[] =>
  bodies.map((body, index) => ({ seq: index + 1, at: 1_000 * index, body }));
const predicted: EventBody = { kind: 'prediction', ...prediction };
const began: EventBody = { kind: 'fault', id: 'fault-1', fault: 'kill', state: 'began', node: 'pg-master', at: 0 };

describe('a prediction', () => {
  it('is open until its fault begins, and shows what was written', () => {
    expect(predictionNow([], [], 'kill')).toEqual({ state: 'open', saved: null });
    expect(predictionNow(events(predicted), [], 'kill')).toMatchObject({ state: 'open', saved: prediction });
    expect(predictionNow(events(predicted), [], 'stop')).toEqual({ state: 'open', saved: null });
  });

  it('is closed while its fault goes on', () => {
    const record = { ...faultRecord('kill'), prediction, healthyAt: null };
    expect(predictionNow(events(predicted, began), [record], 'kill')).toEqual({ state: 'closed', saved: prediction });
  });

  it('begins anew for the next try', () => {
    const record = { ...faultRecord('kill'), prediction, healthyAt: 60_000 };
    expect(predictionNow(events(predicted, began), [record], 'kill')).toEqual({ state: 'open', saved: null });
    expect(predictionNow(events(predicted, began, predicted), [record], 'kill')).toMatchObject({ saved: prediction });
  });

  it('is told in a line', () => {
    expect(predictionText(prediction).replaceAll('\u{a0}', ' ')).toBe(
      'перерыв 31 секунда; лидер — другой узел; потерь — 0 строк',
    );
    expect(predictionText({ ...prediction, seconds: null, leader: 'nobody' })).toContain(
      'пока не верну; вести не будет никто',
    );
  });
});

describe('the form', () => {
  const fields = { seconds: '31', untilUndone: false, leader: 'other', lost: '0' };

  it('is read into a prediction', () => {
    expect(readPrediction('kill', fields)).toEqual({ prediction });
    expect(readPrediction('kill', { ...fields, seconds: '', untilUndone: true })).toEqual({
      prediction: { ...prediction, seconds: null },
    });
  });

  it.each([
    ['seconds', { seconds: '' }],
    ['seconds', { seconds: '1.5' }],
    ['seconds', { seconds: '3601' }],
    ['leader', { leader: '' }],
    ['lost', { lost: '-1' }],
    ['lost', { lost: 'нисколько' }],
  ])('names the field %s that does not fit: %o', (field, change) => {
    expect(readPrediction('kill', { ...fields, ...change })).toMatchObject({ field });
  });
});
