import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { describe, expect, test } from 'vitest';
import { activeTime, longestThought } from '../../../src/client/review/active-time.ts';
import { answersOf } from '../../../src/client/review/answers.ts';
import { compareReports } from '../../../src/client/review/compare-reports.ts';
import { emptyGrade, withMark } from '../../../src/client/review/grade.ts';
import { gradedCopy } from '../../../src/client/review/graded-copy.ts';
import { readReport } from '../../../src/client/review/read-report.ts';
import { formatRoute, parseRoute } from '../../../src/client/review/route.ts';
import type { ReviewStep } from '../../../src/client/review/rubric.ts';
import { eventsOf, reportOf, wholeReport } from './reports.ts';

const steps: readonly ReviewStep[] = [
  { id: 'build', title: 'Собираем образ', part: 1, fault: null, checks: 1, questions: [] },
  {
    id: 'question-expose',
    title: 'Вопрос',
    part: 1,
    fault: null,
    checks: 0,
    questions: [{ id: 'expose', title: 'В чём разница?' }],
  },
  { id: 'fault-kill', title: 'Гибель лидера', part: 5, fault: 'kill', checks: 1, questions: [] },
];

const answer = (text: string) => ({ kind: 'answer-saved', question: 'expose', text }) as const;
const opened = { kind: 'answer-opened', question: 'expose' } as const;
const begun = { kind: 'run-started', lab: '0.1.0', project: 'lab' } as const;

function journal(...bodies: readonly EventBody[]): JournalEvent[] {
  return eventsOf(...bodies).flatMap((event, index) => ('body' in event ? [{ seq: index + 1, ...event }] : []));
}

describe('an answer beside the model one', () => {
  test('tells whether it was written before the model answer was opened', () => {
    const [before] = answersOf(journal(begun, answer('пометка'), opened), steps);
    expect(before).toMatchObject({ text: 'пометка', changedAfter: false });
    const [after] = answersOf(journal(begun, answer('пометка'), opened, answer('ничего не открывает')), steps);
    expect(after).toMatchObject({ text: 'ничего не открывает', changedAfter: true });
    const [savedAgain] = answersOf(journal(begun, answer('пометка'), opened, answer('пометка')), steps);
    expect(savedAgain).toMatchObject({ changedAfter: false });
  });

  test('is empty where nothing was answered', () => {
    expect(answersOf([], steps)).toMatchObject([{ id: 'expose', text: '', savedAt: null, openedAt: null }]);
  });
});

describe('time at work', () => {
  const deed = { kind: 'step-opened', step: 'build' } as const;
  const note = { kind: 'watch', state: 'goes-on' } as const;
  const at = (moment: number, body: typeof deed | typeof note) => ({ seq: 1, at: moment, body });

  test('is the time between deeds without long pauses and without what the lab notes by itself', () => {
    const events = [at(0, deed), at(60_000, deed), at(60_000 + longestThought + 1, deed), at(1e9, note)];
    expect(activeTime(events)).toBe(60_000);
    expect(activeTime([])).toBe(0);
  });

  test('does not run backwards', () => {
    expect(activeTime([at(100_000, deed), at(0, deed), at(1_000, deed)])).toBe(1_000);
  });
});

describe('two reports side by side', () => {
  test('are the same as themselves, and differ where their claims and answers do', async () => {
    const whole = readReport(await wholeReport('Иванова Анна'));
    const differing = (one: typeof whole, other: typeof whole) =>
      compareReports(one, other, steps).flatMap(({ lines }) => lines.filter(({ differs }) => differs));
    expect(differing(whole, whole)).toEqual([]);
    const short = readReport(reportOf('Петров Иван', { events: eventsOf(begun, answer('пометка')) }));
    const found = differing(whole, short);
    expect(found.some(({ what }) => what === 'В чём разница?')).toBe(true);
    expect(found.some(({ mine, theirs }) => mine !== theirs && theirs.startsWith('Не показано'))).toBe(true);
  });
});

describe('the graded copy', () => {
  const nasty = '"><script>window.x=1</script><img src=x onerror=alert(1)>';

  test('runs and loads nothing, and shows every word of a stranger as text', async () => {
    const report = readReport(await wholeReport(nasty, { author: { name: nasty, group: nasty } }));
    const grade = withMark(
      { ...emptyGrade({ key: 'k', run: 'r', name: nasty, group: nasty }), comment: nasty },
      { criterion: 'build', points: 0.5, comment: nasty },
      1,
    );
    const rubric = [{ id: 'build', title: nasty, most: 1 }];
    const html = gradedCopy({ report, grade, rubric, steps, modelOf: () => nasty });
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name = '']) => name.toLowerCase());
    const active = ['script', 'img', 'iframe', 'link', 'a', 'svg', 'form', 'object', 'base'];
    expect(tags.filter((name) => active.includes(name))).toEqual([]);
    expect(html).not.toMatch(/<[^>]*onerror/);
    expect(html).toContain('0,5 из 1');
    expect(html).toContain('&lt;script&gt;');
  });

  test('has claims, measurements, answers and remarks in the order of the steps', async () => {
    const report = readReport(await wholeReport('Иванова Анна'));
    const grade = withMark(
      emptyGrade({ key: report.key, run: 'r', name: 'Иванова Анна', group: 'М3301' }),
      { criterion: 'fault-kill', points: 2, comment: 'Хорошо измерено' },
      1,
    );
    const rubric = [{ id: 'fault-kill', title: 'Гибель лидера', most: 2 }];
    const html = gradedCopy({ report, grade, rubric, steps, modelOf: () => 'Разбор вопроса' });
    const places = ['Собираем образ', 'Разбор вопроса', 'гибель лидера', 'Хорошо измерено'].map((words) =>
      html.indexOf(words),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
  });
});

describe('the address of a report', () => {
  test('is read as it was written, and anything else is the table', () => {
    for (const route of [
      { report: null, beside: null },
      { report: 3, beside: null },
      { report: 3, beside: 7 },
      { report: 3, beside: 'reference' },
    ] as const) {
      expect(parseRoute(formatRoute(route))).toEqual(route);
    }
    for (const hash of ['#report=x', '#report=-1', '#beside=2', '#token=abc', '#report=1e9', '#report=<img>']) {
      expect(parseRoute(hash)).toEqual({ report: null, beside: null });
    }
  });
});
