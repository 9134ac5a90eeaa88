import { expect, test } from 'vitest';
import type { CastEvent } from '#protocol/cast.ts';
import { eventOf } from '../../../server/recording/stretches.ts';
import { createTranscriber } from '../../../server/recording/transcriber.ts';
import { createDice } from './dice.ts';

function transcribe(chunks: readonly Buffer[]): CastEvent[] {
  const transcriber = createTranscriber(1_000, () => []);
  return [
    ...chunks.flatMap((bytes, index) => transcriber.lines({ kind: 'output', at: 1_000 + index * 100, bytes })),
    ...transcriber.end(2_000),
  ].map(eventOf);
}

function textOf(events: readonly CastEvent[]): string {
  return events.map(({ data }) => data).join('');
}

const text = 'ёлка 日本語 👩‍🚀 e\u0301 \ufeff\x1b[31m\u0000"\\\r\n';

test('characters stay whole, wherever their bytes are cut', () => {
  const dice = createDice(5);
  const bytes = Buffer.from(text.repeat(20));
  for (let round = 0; round < 200; round += 1) {
    const chunks = [];
    for (let from = 0; from < bytes.length;) {
      const to = from + 1 + dice.below(7);
      chunks.push(bytes.subarray(from, to));
      from = to;
    }
    const events = transcribe(chunks);
    expect(textOf(events)).toBe(text.repeat(20));
    for (const { data } of events) expect(data.isWellFormed()).toBe(true);
  }
});

test('bytes that are no characters are replaced, and nothing else is', () => {
  const events = transcribe([Buffer.from([0x61, 0xff]), Buffer.from([0xc3]), Buffer.from([0x28, 0xe2, 0x82])]);
  expect(textOf(events)).toBe('a\ufffd\ufffd(\ufffd');
});

test('what was left out leaves no half characters behind it', () => {
  const transcriber = createTranscriber(0, () => []);
  const events = [
    ...transcriber.lines({ kind: 'output', at: 0, bytes: Buffer.from('ё').subarray(0, 1) }),
    ...transcriber.lines({ kind: 'cut', at: 1_500, bytes: 3_000_000 }),
    ...transcriber.lines({ kind: 'output', at: 1_500, bytes: Buffer.from('end') }),
  ].map(eventOf);
  expect(events).toEqual([
    { seconds: 1.5, code: 'm', data: 'вырезано, байт: 3000000' },
    { seconds: 1.5, code: 'o', data: expect.stringContaining('── вырезано 2,9 МиБ вывода ──') },
    { seconds: 1.5, code: 'o', data: 'end' },
  ]);
});

test('a long output becomes lines that can be cut between', () => {
  const long = '👩'.repeat(50_000);
  const events = transcribe([Buffer.from(long)]);
  expect(textOf(events)).toBe(long);
  for (const { data } of events) expect(data.length).toBeLessThanOrEqual(16 * 1024);
  for (const { data } of events) expect(data.isWellFormed()).toBe(true);
});
