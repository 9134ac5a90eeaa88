import { ParseError, parseList, parseRecord, parseString } from '#protocol/parse.ts';
import { type Rubric, mostPoints } from './rubric.ts';

/** What an instructor gave for one line of the rubric; `points` is null until it is given. */
export type Mark = { readonly criterion: string; readonly points: number | null; readonly comment: string };

/** The grades of one report, and of no other: `key` is its `recordKey`. */
export type Grade = {
  readonly key: string;
  /** As the report has them, for the files that are exported. */
  readonly run: string;
  readonly name: string;
  readonly group: string;
  readonly marks: readonly Mark[];
  readonly comment: string;
  /** When it was changed last, milliseconds since the epoch; 0: never. */
  readonly changedAt: number;
};

/** The longest comment. */
export const longestComment = 4_000;

type Graded = Pick<Grade, 'key' | 'run' | 'name' | 'group'>;

/** A grade in which nothing is given yet. */
export function emptyGrade({ key, run, name, group }: Graded): Grade {
  return { key, run, name, group, marks: [], comment: '', changedAt: 0 };
}

/** What stands for a line of the rubric. */
export function markOf({ marks }: Grade, criterion: string): Mark {
  return marks.find((mark) => mark.criterion === criterion) ?? { criterion, points: null, comment: '' };
}

/** The grade with one line changed. */
export function withMark(grade: Grade, mark: Mark, now: number): Grade {
  const others = grade.marks.filter(({ criterion }) => criterion !== mark.criterion);
  const empty = mark.points === null && mark.comment === '';
  return { ...grade, marks: empty ? others : [...others, mark], changedAt: now };
}

/** The points given by a rubric, and for how many of its lines; null: for none. */
export function totalOf(grade: Grade, rubric: Rubric): { readonly points: number; readonly given: number } | null {
  const given = rubric.map(({ id }) => markOf(grade, id).points).filter((points) => points !== null);
  return given.length === 0 ? null : { points: given.reduce((sum, points) => sum + points, 0), given: given.length };
}

/**
 * Reads a grade that was kept in this browser or came with a file.
 * @throws ParseError
 */
export function parseGrade(value: unknown, path: string): Grade {
  const raw = parseRecord(value, path);
  const text = (name: string, most: number) => parseString(raw[name], `${path}.${name}`, most);
  const { changedAt } = raw;
  if (typeof changedAt !== 'number' || !Number.isFinite(changedAt) || changedAt < 0) {
    throw new ParseError(`${path}.changedAt`, 'milliseconds since the epoch');
  }
  const marks = parseList(raw.marks, `${path}.marks`, (item, at): Mark => {
    const mark = parseRecord(item, at);
    return {
      criterion: parseString(mark.criterion, `${at}.criterion`, 64),
      points: parsePoints(mark.points, `${at}.points`),
      comment: parseString(mark.comment, `${at}.comment`, longestComment),
    };
  });
  if (marks.length > 200) throw new ParseError(`${path}.marks`, 'at most 200 marks');
  return {
    key: text('key', 256),
    run: text('run', 256),
    name: text('name', 1_024),
    group: text('group', 1_024),
    marks,
    comment: text('comment', longestComment),
    changedAt,
  };
}

function parsePoints(value: unknown, path: string): number | null {
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > mostPoints) {
    throw new ParseError(path, `a number from 0 to ${mostPoints}`);
  }
  return value;
}
