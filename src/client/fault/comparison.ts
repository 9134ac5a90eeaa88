import type { FaultRecord, PhaseName } from '#protocol/fault.ts';
import { intervalText, lengthText, phaseWords } from '#protocol/words/phase-words.ts';
import {
  conditionsText,
  faultTitles,
  leaderOutcome,
  leaderWords,
  outageLength,
  outageText,
  predictedText,
} from '#protocol/words/fault-words.ts';

/** A cell: what is shown, and what it is sorted by. */
export type Cell = { readonly text: string; readonly by: string | number; readonly tone?: 'bad' | 'soft' };

export type Column = {
  readonly id: string;
  readonly title: string;
  readonly cell: (record: FaultRecord) => Cell;
};

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
/** What is not known is sorted behind everything else, in either direction. */
const behind = Number.POSITIVE_INFINITY;

/** The columns of the comparison, the weightiest first: where the room ends, the phases are left to scrolling. */
export const columns: readonly Column[] = [
  { id: 'fault', title: 'Авария', cell: ({ fault }) => word(faultTitles[fault]) },
  {
    id: 'outage',
    title: 'Перерыв',
    cell: (record) => ({
      text: outageText(record),
      by: record.probe === null ? behind : (outageLength(record.outage) ?? (record.outage === null ? 0 : behind)),
      ...(record.probe === null ? { tone: 'soft' as const } : {}),
    }),
  },
  {
    id: 'expected',
    title: 'Ожидалось',
    cell: ({ expected }) => ({ text: intervalText(expected.total), by: expected.total?.max ?? behind }),
  },
  {
    id: 'predicted',
    title: 'Предположено',
    cell: ({ prediction }) =>
      prediction === null
        ? { text: '—', by: behind }
        : { text: predictedText(prediction.seconds), by: prediction.seconds ?? behind },
  },
  { id: 'leader', title: 'Кто ведёт', cell: (record) => word(leaderWords[leaderOutcome(record)]) },
  { id: 'acked', title: 'Подтверждено', cell: ({ probe, writes }) => count(probe === null ? null : writes.acked) },
  {
    id: 'lost',
    title: 'Потеряно',
    cell: ({ lost }) => ({ ...count(lost), ...(lost !== null && lost > 0 ? { tone: 'bad' as const } : {}) }),
  },
  { id: 'unanswered', title: 'Без ответа', cell: ({ unanswered }) => count(unanswered) },
  { id: 'conditions', title: 'Условия', cell: (record) => word(conditionsText(record)) },
  { id: 'at', title: 'Время', cell: ({ beganAt }) => ({ text: clock.format(beganAt), by: beganAt }) },
  ...(['detect', 'heal', 'elect', 'route', 'answer'] as const).map(phaseColumn),
];

function phaseColumn(name: PhaseName): Column {
  return {
    id: name,
    title: phaseWords[name].name,
    cell: ({ phases }) => {
      const took = phases.filter((phase) => phase.name === name).reduce((sum, { from, to }) => sum + to - from, 0);
      return took === 0 ? { text: '—', by: behind } : { text: lengthText(took), by: took };
    },
  };
}

function word(text: string): Cell {
  return { text, by: text };
}

function count(value: number | null): Cell {
  return value === null ? { text: '—', by: behind } : { text: String(value), by: value };
}

export type Order = { readonly column: string; readonly descending: boolean };

/** The records in the order of a column; equal ones stay in the order of time. */
export function sortRecords(records: readonly FaultRecord[], { column, descending }: Order): readonly FaultRecord[] {
  const found = columns.find(({ id }) => id === column);
  if (found === undefined) return records;
  const sign = descending ? -1 : 1;
  return records.toSorted((a, b) => {
    const [x, y] = [found.cell(a).by, found.cell(b).by];
    return (x === behind || y === behind ? 1 : sign) * compare(x, y);
  });
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'ru');
  // Two that are not known are equal: their difference would be no number.
  return a === b ? 0 : Number(a) - Number(b);
}

/** The table as Markdown. */
export function toMarkdown(records: readonly FaultRecord[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(() => '---')),
    ...records.map((record) => line(columns.map(({ cell }) => cell(record).text))),
  ].join('\n');
}

/** The table as CSV (RFC 4180) for a spreadsheet: a cell that would be taken for a formula is kept a text. */
export function toCsv(records: readonly FaultRecord[]): string {
  const field = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",;\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const line = (cells: readonly string[]) => cells.map(field).join(',');
  return [
    line(columns.map(({ title }) => title)),
    ...records.map((record) => line(columns.map(({ cell }) => cell(record).text))),
    '',
  ].join('\r\n');
}
