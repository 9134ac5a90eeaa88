import { faultNames } from '#protocol/fault.ts';
import { parseInteger, parseList, parseOneOf, parseRecord, parseString } from '#protocol/parse.ts';
import { parseId } from '#protocol/step.ts';
import type { ReviewStep } from './rubric.ts';

/**
 * Reads the steps that the page was built with.
 * @throws ParseError
 */
export function parseReviewSteps(value: unknown): readonly ReviewStep[] {
  return parseList(value, 'steps', (item, at) => {
    const raw = parseRecord(item, at);
    return {
      id: parseId(raw.id, `${at}.id`),
      title: parseString(raw.title, `${at}.title`),
      part: parseInteger(raw.part, `${at}.part`, 0, 5),
      fault: raw.fault === null ? null : parseOneOf(raw.fault, `${at}.fault`, faultNames),
      checks: parseInteger(raw.checks, `${at}.checks`, 0, 100),
      questions: parseList(raw.questions, `${at}.questions`, (question, path) => {
        const { id, title } = parseRecord(question, path);
        return { id: parseId(id, `${path}.id`), title: parseString(title, `${path}.title`) };
      }),
    };
  });
}
