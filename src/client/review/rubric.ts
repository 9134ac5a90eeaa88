import { ParseError, parseInteger, parseList, parseRecord, parseString } from '#protocol/parse.ts';
import type { Step } from '#protocol/step.ts';

/** What of a step the rubric and the report's view need to know. */
export type ReviewStep = Pick<Step, 'id' | 'title' | 'part' | 'fault'> & {
  readonly checks: number;
  readonly questions: readonly { readonly id: string; readonly title: string }[];
};

/** A line of the rubric: points from 0 to `most` for a step, or for something of the instructor's own. */
export type Criterion = { readonly id: string; readonly title: string; readonly most: number };

export type Rubric = readonly Criterion[];

const mostCriteria = 100;
export const mostPoints = 100;

/** Points by what a step asks for: two for an answer, two for a measured fault, one for what its checks see. */
export function defaultRubric(steps: readonly ReviewStep[]): Rubric {
  return steps.flatMap(({ id, title, checks, questions, fault }) => {
    const most = questions.length * 2 + (fault === null ? Math.min(checks, 1) : 2);
    return most === 0 ? [] : [{ id, title, most }];
  });
}

/** The most that a rubric gives. */
export function mostOf(rubric: Rubric): number {
  return rubric.reduce((sum, { most }) => sum + most, 0);
}

/**
 * Reads a rubric that was kept in this browser or came with a file of grades.
 * @throws ParseError
 */
export function parseRubric(value: unknown, path: string): Rubric {
  const rubric = parseList(value, path, (item, at) => {
    const raw = parseRecord(item, at);
    return {
      id: parseString(raw.id, `${at}.id`, 64),
      title: parseString(raw.title, `${at}.title`, 200),
      most: parseInteger(raw.most, `${at}.most`, 0, mostPoints),
    };
  });
  if (rubric.length > mostCriteria) throw new ParseError(path, `at most ${mostCriteria} lines`);
  if (new Set(rubric.map(({ id }) => id)).size < rubric.length) throw new ParseError(path, 'ids that differ');
  return rubric;
}
