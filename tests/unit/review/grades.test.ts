import { describe, expect, test } from 'vitest';
import { ParseError } from '#protocol/parse.ts';
import { distinctNames, safeFileName } from '../../../src/client/review/file-name.ts';
import { type Grade, emptyGrade, markOf, parseGrade, totalOf, withMark } from '../../../src/client/review/grade.ts';
import { gradeRows, parseGradeFile, toGradeFile } from '../../../src/client/review/grade-file.ts';
import { type ReviewStep, defaultRubric, mostOf, parseRubric } from '../../../src/client/review/rubric.ts';
import { suggestedPoints } from '../../../src/client/review/suggest.ts';

const steps: readonly ReviewStep[] = [
  { id: 'files', title: 'Файлы кластера', part: 1, fault: null, checks: 0, questions: [] },
  { id: 'build', title: 'Собираем образ', part: 1, fault: null, checks: 3, questions: [] },
  {
    id: 'question-expose',
    title: 'Вопрос',
    part: 1,
    fault: null,
    checks: 0,
    questions: [{ id: 'expose', title: '?' }],
  },
  { id: 'fault-kill', title: 'Гибель', part: 5, fault: 'kill', checks: 2, questions: [] },
];
const rubric = defaultRubric(steps);
const report = { key: 'run:hash', run: 'run', name: 'Иванова Анна', group: 'М3301' };

function graded(): Grade {
  const one = withMark(emptyGrade(report), { criterion: 'build', points: 0.5, comment: 'Слой без очистки' }, 1_000);
  return withMark(one, { criterion: 'fault-kill', points: 2, comment: '' }, 2_000);
}

describe('the rubric that the lab proposes', () => {
  test('gives points for answers, for measured faults and for what checks see', () => {
    expect(rubric.map(({ id, most }) => [id, most])).toEqual([
      ['build', 1],
      ['question-expose', 2],
      ['fault-kill', 2],
    ]);
    expect(mostOf(rubric)).toBe(5);
  });

  test.each([
    ['two lines of one id', [rubric[0], rubric[0]]],
    ['points beyond measure', [{ id: 'a', title: 'a', most: 1e9 }]],
    ['half a point', [{ id: 'a', title: 'a', most: 0.5 }]],
    ['a hundred and one lines', Array.from({ length: 101 }, (_, index) => ({ id: `${index}`, title: '', most: 1 }))],
  ])('with %s is refused', (_, value) => {
    expect(() => parseRubric(value, 'rubric')).toThrow(ParseError);
  });
});

describe('a grade', () => {
  test('sums up what is given by the rubric, and nothing else', () => {
    const strange = withMark(graded(), { criterion: 'removed', points: 50, comment: '' }, 3_000);
    expect(totalOf(strange, rubric)).toEqual({ points: 2.5, given: 2 });
    expect(totalOf(emptyGrade(report), rubric)).toBeNull();
  });

  test('forgets a line that is emptied again', () => {
    const emptied = withMark(graded(), { criterion: 'build', points: null, comment: '' }, 3_000);
    expect(emptied.marks.map(({ criterion }) => criterion)).toEqual(['fault-kill']);
    expect(markOf(emptied, 'build')).toEqual({ criterion: 'build', points: null, comment: '' });
  });

  test('comes back from its file as it was', () => {
    expect(parseGradeFile(toGradeFile(graded(), rubric))).toEqual({ grade: graded(), rubric });
  });

  test.each([
    ['no JSON', '{'],
    ['no grade', '{}'],
    [
      'points below nothing',
      JSON.stringify({ rubric, grade: { ...graded(), marks: [{ criterion: 'a', points: -1, comment: '' }] } }),
    ],
    ['a comment of megabytes', JSON.stringify({ rubric, grade: { ...graded(), comment: 'а'.repeat(2_000_000) } })],
  ])('is not read from a file with %s', (_, text) => {
    expect(() => parseGradeFile(text)).toThrow(/JSON|expected/);
  });

  test('that was kept with keys of another object stays a plain grade', () => {
    const text = JSON.stringify({ ...graded(), marks: [] }).replace('{', '{"__proto__":{"polluted":1},');
    const grade = parseGrade(JSON.parse(text), 'grade');
    expect(Object.keys(grade)).not.toContain('polluted');
    expect('polluted' in grade).toBe(false);
  });

  test('is a row of the class with its comments', () => {
    expect(gradeRows([graded()], rubric)).toEqual([
      ['Студент', 'Группа', 'Баллы', 'Из 5', 'Собираем образ (1)', 'Вопрос (2)', 'Гибель (2)', 'Замечания'],
      ['Иванова Анна', 'М3301', '2,5', '2 из 3 шагов', '0,5', '', '2', 'Собираем образ: Слой без очистки'],
    ]);
  });
});

test('points are suggested by the share of claims that are shown, in halves', () => {
  const claim = (state: 'shown' | 'not-shown') => ({
    id: 'a',
    step: 'build',
    state,
    sentence: '',
    why: null,
    evidence: [],
  });
  expect(suggestedPoints([claim('shown'), claim('not-shown'), claim('shown')], 'build', 2)).toBe(1);
  expect(suggestedPoints([claim('shown'), claim('shown')], 'build', 2)).toBe(2);
  expect(suggestedPoints([claim('shown')], 'other', 2)).toBeNull();
});

describe('the name of a file', () => {
  test('is made of letters, digits and hyphens, whatever a student is called', () => {
    expect(safeFileName(['М3301', 'Иванова Анна'], 'json')).toBe('М3301_Иванова-Анна.json');
    expect(safeFileName(['', '../../etc/passwd'], 'json')).toBe('etc-passwd.json');
    expect(safeFileName(['\u202Egpj.exe', 'con:|'], 'html')).toBe('gpj-exe_con.html');
    expect(safeFileName(['', '…'], 'html')).toBe('report.html');
  });

  test('stays the only one of its kind in an archive', () => {
    expect(distinctNames(['а.json', 'А.json', 'б.json', 'а.json'])).toEqual([
      'а.json',
      'А-2.json',
      'б.json',
      'а-3.json',
    ]);
  });
});
