import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '#bundle/fingerprint.ts';
import { likenessOf, type Likeness } from '#bundle/likeness.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { anotherKey, buildReport, type BuiltEvent, type ReportParts } from './build-report.ts';
import { recordedRun, someCast, type RecordedName } from './recorded-run.ts';

function compare(one: ReportParts, other: ReportParts): Likeness {
  const [first, second] = [one, other].map((parts) => fingerprintOf(openBundle(buildReport(parts))));
  if (first === undefined || second === undefined) throw new Error('two reports are compared');
  const there = likenessOf(first, second);
  expect(likenessOf(second, first)).toEqual(there);
  return there;
}

const answer = (at: number, question: string, text: string): BuiltEvent => ({
  at,
  body: { kind: 'answer-saved', question, text },
});

/** A run without what `recordedRun` makes up. */
const only = (name: RecordedName): ReportParts => ({ ...recordedRun(name), recordings: {} });

describe('likeness of two reports', () => {
  test('of one run, handed in twice with work in between, is told by their common beginning', () => {
    const run = recordedRun('kill-and-pause');
    expect(compare({ ...run, events: run.events.slice(0, 200) }, run)).toEqual({
      score: 1,
      reason: 'одно прохождение: первые события журнала, не меньше 128, те же самые',
    });
  });

  test('is told though the name, the author and the key are others', () => {
    const run = recordedRun('kill-and-pause');
    const copy = { ...run, run: '2026-11-28-ffffffff', author: { name: 'Другой', group: '' }, secret: anotherKey };
    expect(compare(run, copy)).toEqual({
      score: 1,
      reason: 'записи терминалов совпадают до миллисекунды на 100\u00a0%',
    });
  });

  test('is told of recordings of which only a part was taken, over another journal', () => {
    const one = { ...recordedRun('kill-and-pause'), recordings: { main: someCast(0), leader: someCast(0, 3.1) } };
    const other = { ...recordedRun('replica-first'), recordings: { client: someCast(9e12) } };
    expect(compare(one, other).score).toBeGreaterThan(0.9);
  });

  test('is told of events that were moved to another day', () => {
    const run = only('stop-and-switchover');
    const moved = run.events.map((event) => ({ ...event, at: event.at + 86_400_000 }));
    expect(compare(run, { ...run, run: '2026-11-28-eeeeeeee', events: moved })).toEqual({
      score: 1,
      reason: 'события журнала совпадают до миллисекунды на 100\u00a0%',
    });
  });

  const names: RecordedName[] = ['kill-and-pause', 'network-and-zookeeper', 'replica-first', 'stop-and-switchover'];
  const pairs = names.flatMap((one) => names.filter((other) => one < other).map((other) => [one, other] as const));

  test.each(pairs)('is none of two runs of the same lab: %s, %s', (one, other) => {
    expect(compare(only(one), only(other))).toEqual({ score: 0, reason: null });
  });

  test('is told of answers that are the same but for some words, and is less sure', () => {
    const text =
      'Директива expose только описывает порт для других контейнеров той же сети, а ports открывает его на хосте';
    const one = [answer(1, 'expose', text), answer(2, 'quorum', 'Своими словами.')];
    const other = [answer(7_000, 'expose', `${text.replace('хосте', 'машине')}.`), answer(9_000, 'quorum', 'Иначе.')];
    const shared = compare({ events: one, run: 'a' }, { events: other, run: 'b' });
    expect(shared.reason).toBe('ответы почти дословно те же: 1 из 1');
    expect(shared.score).toBeCloseTo(0.8);
  });

  test('is none of answers that say the same in other words', () => {
    const one = [
      answer(1, 'expose', 'Директива expose только описывает порт для контейнеров той же сети и ничего не публикует'),
    ];
    const other = [
      answer(5, 'expose', 'Через ports порт виден снаружи машины, а expose оставляет его внутри сети проекта'),
    ];
    expect(compare({ events: one, run: 'a' }, { events: other, run: 'b' }).score).toBe(0);
  });
});
