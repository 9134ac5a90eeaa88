import type { FaultName } from '#protocol/fault.ts';
import { lengthText } from '#protocol/words/phase-words.ts';
import { visibleLine } from './visible-text.ts';
import type { Entry } from './shelf.ts';
import type { ReportSummary } from './summary.ts';
import { integrityWords, pointsText, workText } from './words.ts';

/** How like a report is to the one that it is most like: from 0 to 1, and why. */
export type Likeness = { readonly score: number; readonly with: number; readonly why: string };

/** A key that signs: seen for the first time, seen before with the same name, or with another one's. */
export type Signer = { readonly kind: 'new' | 'known' | 'shared'; readonly name: string };

/** A line of the table of students. */
export type ClassRow = {
  readonly entry: Entry;
  readonly likeness: (Likeness & { readonly name: string }) | null;
  readonly points: number | null;
  /** Whose reports the key that signed this one signed too; null without a valid signature. */
  readonly signer: Signer | null;
};

/** A cell: what is shown, a word under it, and what it is sorted by. */
export type ClassCell = {
  readonly text: string;
  readonly note?: string;
  readonly by: string | number;
  readonly tone?: 'good' | 'warn' | 'bad' | 'soft';
  /** The report that is set beside this one by a click. */
  readonly beside?: number;
};

export type ClassColumn = {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: ClassRow, summary: ReportSummary, context: ClassContext) => ClassCell;
};

/** What the whole class shares. */
export type ClassContext = { readonly questions: number; readonly most: number };

const alphabet = new Intl.Collator('ru', { numeric: true });

/** What is not known is sorted behind everything else, in either direction. */
const behind = Number.POSITIVE_INFINITY;

/** The columns of the table of students. */
export const classColumns: readonly ClassColumn[] = [
  { id: 'name', title: 'Студент', cell: (_, { name }) => nameCell(name) },
  { id: 'group', title: 'Группа', cell: (_, { group }) => word(visibleLine(group, 40)) },
  {
    id: 'claims',
    title: 'Показано',
    cell: (_, { claims: { shown, total } }) => ({
      text: `${shown} из ${total}`,
      by: total === 0 ? 0 : shown / total,
      ...(shown === total && total > 0 ? { tone: 'good' as const } : {}),
    }),
  },
  { id: 'kill', title: 'Перерыв: гибель', cell: (_, summary) => outageCell(summary, 'kill') },
  { id: 'stop', title: 'Перерыв: остановка', cell: (_, summary) => outageCell(summary, 'stop') },
  { id: 'lost', title: 'Потеряно строк', cell: (_, { lost }) => lossCell(lost) },
  { id: 'active', title: 'Работа', cell: (_, { active }) => ({ text: workText(active), by: active }) },
  {
    id: 'answers',
    title: 'Ответы',
    cell: (_, { answers }, { questions }) => ({ text: `${answers} из ${questions}`, by: answers }),
  },
  {
    id: 'integrity',
    title: 'Целостность',
    cell: ({ signer }, { integrity }) => integrityCell(integrity.state, signer),
  },
  { id: 'likeness', title: 'Похож на', cell: ({ likeness }) => likenessCell(likeness) },
  {
    id: 'points',
    title: 'Баллы',
    cell: ({ points }, _, { most }) =>
      points === null ? unknown() : { text: `${pointsText(points)} из ${most}`, by: points },
  },
];

function nameCell(name: string): ClassCell {
  const shown = visibleLine(name, 80);
  return shown === '' ? { text: 'имя не указано', by: '', tone: 'soft' } : word(shown);
}

function word(text: string): ClassCell {
  return text === '' ? unknown() : { text, by: text };
}

function unknown(): ClassCell {
  return { text: '—', by: behind, tone: 'soft' };
}

function outageCell({ outages }: ReportSummary, fault: FaultName): ClassCell {
  const length = outages[fault] ?? null;
  return length === null ? unknown() : { text: lengthText(length), by: length };
}

function lossCell(lost: ReportSummary['lost']): ClassCell {
  if (lost === null) return unknown();
  const { synchronous, asynchronous } = lost;
  return {
    text: String(synchronous),
    by: synchronous,
    ...(asynchronous > 0 ? { note: `без синхронности ${asynchronous}` } : {}),
    ...(synchronous > 0 ? { tone: 'bad' as const } : {}),
  };
}

const integrityOrder = { intact: 0, unsigned: 1, incomplete: 2, changed: 3 } as const;

function integrityCell(state: keyof typeof integrityOrder, signer: ClassRow['signer']): ClassCell {
  return {
    text: integrityWords[state],
    by: integrityOrder[state],
    ...(signer === null ? {} : { note: signerNote(signer) }),
    tone:
      state === 'intact' && signer?.kind === 'shared'
        ? 'warn'
        : ({ intact: 'good', unsigned: 'soft', incomplete: 'warn', changed: 'bad' } as const)[state],
  };
}

/** The key of a signature in words. */
export function signerNote({ kind, name }: Signer): string {
  if (kind === 'new') return 'подпись новая';
  return kind === 'known' ? 'подпись знакома' : `подпись та же, что у ${visibleLine(name, 60)}`;
}

function likenessCell(likeness: ClassRow['likeness']): ClassCell {
  if (likeness === null) return unknown();
  const percent = Math.round(likeness.score * 100);
  return {
    text: `${percent}\u00A0% — ${visibleLine(likeness.name, 60) || 'без имени'}`,
    note: likeness.why,
    by: likeness.score,
    beside: likeness.with,
    tone: percent >= 90 ? 'bad' : 'warn',
  };
}

export type ClassOrder = { readonly column: string; readonly descending: boolean };

/** Which rows are shown: by words that stand in them, and by how they are. */
export type ClassFilter = { readonly words: string; readonly state: ClassState };

/** The choices of the filter by state. */
export const classStates = {
  all: 'все отчёты',
  proven: 'всё показано',
  'not-proven': 'показано не всё',
  suspicious: 'целостность под вопросом',
  alike: 'похожи на другой',
  graded: 'с баллами',
  ungraded: 'без баллов',
  unread: 'не прочитаны',
} as const;

export type ClassState = keyof typeof classStates;

const tests: Readonly<
  Record<Exclude<ClassState, 'all' | 'unread'>, (row: ClassRow, summary: ReportSummary) => boolean>
> = {
  proven: (_, { claims }) => claims.total > 0 && claims.shown === claims.total,
  'not-proven': (_, { claims }) => claims.shown < claims.total || claims.total === 0,
  suspicious: (_, { integrity }) => integrity.state !== 'intact',
  alike: ({ likeness }) => likeness !== null,
  graded: ({ points }) => points !== null,
  ungraded: ({ points }) => points === null,
};

/** The rows that pass the filter. */
export function filterRows(rows: readonly ClassRow[], { words, state }: ClassFilter): readonly ClassRow[] {
  const wanted = words.toLocaleLowerCase('ru').split(/\s+/).filter(Boolean);
  if (wanted.length === 0 && state === 'all') return rows;
  return rows.filter((row) => {
    const { summary, file } = row.entry;
    if (state === 'unread' ? summary !== null : state !== 'all' && !(summary !== null && tests[state](row, summary))) {
      return false;
    }
    const text = `${summary?.name ?? ''} ${summary?.group ?? ''} ${file.name}`.toLocaleLowerCase('ru');
    return wanted.every((word) => text.includes(word));
  });
}

/** The rows in the order of a column; what is not read stays below, in the order of coming. */
export function sortRows(
  rows: readonly ClassRow[],
  { column, descending }: ClassOrder,
  context: ClassContext,
): readonly ClassRow[] {
  const found = classColumns.find(({ id }) => id === column);
  if (found === undefined) return rows;
  const by = new Map(
    rows.map((row) => {
      const { summary } = row.entry;
      return [row, summary === null ? behind : found.cell(row, summary, context).by];
    }),
  );
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [by.get(a) ?? behind, by.get(b) ?? behind];
    if (x === y) return a.entry.id - b.entry.id;
    if (x === behind || y === behind) return x === behind ? 1 : -1;
    return sign * (typeof x === 'string' && typeof y === 'string' ? alphabet.compare(x, y) : Number(x) - Number(y));
  });
}

/** The table as rows of text, for a spreadsheet. */
export function classRows(rows: readonly ClassRow[], context: ClassContext): string[][] {
  const read = rows.flatMap((row) => (row.entry.summary === null ? [] : [{ row, summary: row.entry.summary }]));
  return [
    [...classColumns.map(({ title }) => title), 'Файл'],
    ...read.map(({ row, summary }) => [
      ...classColumns.map(({ cell }) => {
        const { text, note } = cell(row, summary, context);
        return text === '—' ? '' : note === undefined ? text : `${text} (${note})`;
      }),
      visibleLine(row.entry.file.name),
    ]),
  ];
}
