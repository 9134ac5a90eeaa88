import type { Explanation } from '#protocol/why/explanation.ts';
import { explain } from '#protocol/why.ts';
import type { Moment } from '../picture/reports.ts';

/** What is explained of a moment. */
export const said = (moment: Moment): readonly Explanation[] => explain(moment.reports, moment.at);

/** What is explained first. */
export const first = (moment: Moment): Explanation => {
  const [explanation] = said(moment);
  if (explanation === undefined) throw new Error('nothing was explained');
  return explanation;
};

/** The reasons of the first explanation in one line. */
export const evidence = (moment: Moment): string => first(moment).because.join(' ');

/** As a reader sees it: without the marks of commands, and with plain spaces. */
export const plain = (text: string | null) => text?.replaceAll('\u00A0', ' ').replaceAll('`', '');
