import type { FaultName } from '#protocol/fault.ts';
import { faultTitles, outageLength } from '#protocol/words/fault-words.ts';
import { lengthText } from '#protocol/words/phase-words.ts';
import { recordsOfStep } from '../fault/variant.ts';
import { activeTime } from './active-time.ts';
import { answersOf } from './answers.ts';
import type { OpenReport } from './report.ts';
import type { ReviewStep } from './rubric.ts';
import { visibleLine, visibleLines } from './visible-text.ts';
import { workText } from './words.ts';

/** A line of two reports side by side. */
export type ComparedLine = {
  readonly what: string;
  readonly mine: string;
  readonly theirs: string;
  readonly differs: boolean;
};

export type ComparedPart = { readonly title: string; readonly lines: readonly ComparedLine[] };

/** Seconds by which two outages of the same fault may differ before it is worth a look: a beat of Patroni's loop. */
const likeOutages = 10_000;

/** Two reports line by line: claims, outages, work and answers. */
export function compareReports(
  mine: OpenReport,
  theirs: OpenReport,
  steps: readonly ReviewStep[],
): readonly ComparedPart[] {
  return [
    { title: 'Что показано', lines: claimLines(mine, theirs) },
    { title: 'Аварии', lines: faultLines(mine, theirs) },
    { title: 'Работа', lines: [line('Время работы', worked(mine), worked(theirs), false)] },
    { title: 'Ответы', lines: answerLines(mine, theirs, steps) },
  ].filter(({ lines }) => lines.length > 0);
}

function line(what: string, mine: string, theirs: string, differs: boolean): ComparedLine {
  return { what, mine, theirs, differs };
}

function worked({ bundle }: OpenReport): string {
  return workText(activeTime(bundle.events));
}

function claimLines(mine: OpenReport, theirs: OpenReport): ComparedLine[] {
  const ids = new Set([...mine.claims, ...theirs.claims].map(({ id }) => id));
  return [...ids].map((id) => {
    const [one, other] = [mine, theirs].map(({ claims }) => claims.find((claim) => claim.id === id));
    const text = (claim: typeof one) => (claim === undefined ? 'нет в отчёте' : visibleLine(claim.sentence, 400));
    const what = visibleLine((one ?? other)?.step ?? id, 80);
    return line(what, text(one), text(other), one?.state !== other?.state);
  });
}

function faultLines(mine: OpenReport, theirs: OpenReport): ComparedLine[] {
  const names = new Set<FaultName>([...mine.faults, ...theirs.faults].map(({ fault }) => fault));
  return [...names].map((name) => {
    const [one, other] = [mine, theirs].map(({ faults }) => recordsOfStep(faults, name, 'usual')[0]);
    const [x, y] = [one, other].map((record) => outageLength(record?.outage ?? null));
    const text = (record: typeof one, length: number | null | undefined) => {
      if (record === undefined) return 'не было';
      const outage = length === null || length === undefined ? 'перерыв не измерен' : lengthText(length);
      return `${outage}, потеряно ${record.lost ?? '—'}`;
    };
    const differs =
      typeof x === 'number' && typeof y === 'number'
        ? Math.abs(x - y) > likeOutages || (one?.lost ?? 0) !== (other?.lost ?? 0)
        : x !== y;
    return line(faultTitles[name], text(one, x), text(other, y), differs);
  });
}

function answerLines(mine: OpenReport, theirs: OpenReport, steps: readonly ReviewStep[]): ComparedLine[] {
  const others = answersOf(theirs.bundle.events, steps);
  return answersOf(mine.bundle.events, steps).map(({ id, title, text }) => {
    const other = others.find((answer) => answer.id === id)?.text ?? '';
    const shown = (answer: string) => (answer.trim() === '' ? '—' : visibleLines(answer, 2_000));
    return line(title, shown(text), shown(other), text.trim() !== other.trim());
  });
}
