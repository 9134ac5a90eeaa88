import { parseRecord } from '#protocol/parse.ts';
import { type Grade, markOf, parseGrade, totalOf } from './grade.ts';
import { type Rubric, mostOf, parseRubric } from './rubric.ts';
import { visibleLine } from './visible-text.ts';

const format = 'ha-postgres-lab-grade-1';

/** The grades of one student as a file: readable by itself, and what `parseGradeFile` reads back. */
export function toGradeFile(grade: Grade, rubric: Rubric): string {
  const total = totalOf(grade, rubric);
  const file = {
    format,
    student: grade.name,
    group: grade.group,
    points: total?.points ?? null,
    most: mostOf(rubric),
    steps: rubric.map(({ id, title, most }) => {
      const { points, comment } = markOf(grade, id);
      return { id, title, points, most, comment };
    }),
    rubric,
    grade,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a file of grades back.
 * @throws ParseError, SyntaxError for what is no JSON
 */
export function parseGradeFile(text: string): { readonly grade: Grade; readonly rubric: Rubric } {
  const value: unknown = JSON.parse(text);
  const raw = parseRecord(value, 'grades');
  return { grade: parseGrade(raw.grade, 'grade'), rubric: parseRubric(raw.rubric, 'rubric') };
}

/** The points of a class as rows of a table: a column a line of the rubric, the comments behind them. */
export function gradeRows(grades: readonly Grade[], rubric: Rubric): string[][] {
  const head = [
    'Студент',
    'Группа',
    'Баллы',
    `Из ${mostOf(rubric)}`,
    ...rubric.map(({ title, most }) => `${title} (${most})`),
    'Замечания',
  ];
  const rows = grades.map((grade) => {
    const total = totalOf(grade, rubric);
    const comments = rubric.flatMap(({ id, title }) => {
      const { comment } = markOf(grade, id);
      return comment === '' ? [] : [`${title}: ${comment}`];
    });
    return [
      visibleLine(grade.name),
      visibleLine(grade.group),
      numberText(total?.points ?? null),
      `${total?.given ?? 0} из ${rubric.length} шагов`,
      ...rubric.map(({ id }) => numberText(markOf(grade, id).points)),
      [grade.comment, ...comments].filter((comment) => comment !== '').join('\n'),
    ];
  });
  return [head, ...rows];
}

/** A number as a Russian spreadsheet reads it. */
function numberText(points: number | null): string {
  return points === null ? '' : String(points).replace('.', ',');
}
