import { part } from '../../client/part.ts';
import type { ClassRow } from '../../client/review/class-table.ts';
import type { GradeBook } from '../../client/review/grade-book.ts';
import type { Reader } from '../../client/review/reader.ts';
import { type OpenReport, UnreadableReport } from '../../client/review/report.ts';
import { type Route, formatRoute, parseRoute } from '../../client/review/route.ts';
import type { ReviewStep } from '../../client/review/rubric.ts';
import { suggestedPoints } from '../../client/review/suggest.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { drawComparison } from './comparison.ts';
import { openGrading } from './grading.ts';
import type { LabMaterial } from './lab-material.ts';
import { make } from './make.ts';
import { openReportView } from './report-view.ts';
import { saveCopyOf, saveGradeFile } from './saving.ts';

export type ReportDeskOptions = {
  readonly steps: readonly ReviewStep[];
  readonly book: GradeBook;
  readonly material: LabMaterial;
  readonly reader: Pick<Reader, 'open' | 'openReference'>;
  /** The address of the recorded run beside the pages. */
  readonly reference: string;
  readonly rows: () => readonly ClassRow[];
  /** The rows in the table's order, which «Следующий» follows. */
  readonly order: () => readonly ClassRow[];
  /** Called after points were given. */
  readonly graded: () => void;
  /** Called with the report that was left for the table. */
  readonly closed: (id: number) => void;
  readonly signal: AbortSignal;
};

/** Where one report is looked at and graded: it follows the address. */
export type ReportDesk = {
  /** The shelf has changed: neighbours and choices may be others. */
  refresh(): void;
  /** The rubric has changed. */
  regrade(): void;
};

/** Opens the desk. */
export function openReportDesk(root: HTMLElement, options: ReportDeskOptions): ReportDesk {
  const { steps, book, material, reader, rows, signal } = options;
  const view = openReportView(root, steps, material);
  const beside = part(root, 'beside', HTMLSelectElement);
  const comparison = part(root, 'comparison', HTMLElement);
  let shown: { readonly id: number; readonly report: OpenReport } | null = null;
  let opened: number | null = null;
  let offered = '';
  let leaving = new AbortController();

  const grading = openGrading(part(root, 'grading', HTMLElement), {
    async save(grade) {
      options.graded();
      await book.save(grade);
    },
    saveFile: (grade) => saveGradeFile(grade, book.rubric),
    saveCopy(grade) {
      if (shown !== null) saveCopyOf(shown.report, grade, { book, steps, material });
    },
    suggested: (criterion, most) => (shown === null ? null : suggestedPoints(shown.report.claims, criterion, most)),
  });

  function route(): Route {
    return parseRoute(location.hash);
  }

  function rowOf(id: number | null): ClassRow | null {
    return rows().find(({ entry }) => entry.id === id && entry.summary !== null) ?? null;
  }

  async function follow(): Promise<void> {
    const { report: id, beside: other } = route();
    const row = rowOf(id);
    root.dataset.view = row === null ? 'class' : 'report';
    part(root, 'report', HTMLElement).hidden = row === null;
    if (row === null || id === null) return leave();
    document.title = `${visibleLine(row.entry.summary?.name ?? '', 60)} — проверка отчётов`;
    refresh();
    leaving.abort();
    leaving = new AbortController();
    const mine = leaving.signal;
    if (opened !== id) {
      opened = id;
      shown = null;
      delete root.dataset.shown;
      grading.show(null, book.rubric);
      view.wait(row, 'Отчёт читается…');
      scrollTo(0, 0);
      part(root, 'name', HTMLElement).focus({ preventScroll: true });
    }
    try {
      if (shown === null) {
        const report = await reader.open(row.entry.file, mine);
        if (report.key !== row.entry.summary?.key) throw new UnreadableReport(changedMeanwhile);
        shown = { id, report };
        view.show(row, report);
        root.dataset.shown = String(id);
        grading.show(book.gradeOf(row.entry.summary), book.rubric);
      }
      await compare(shown.report, row, other, mine);
    } catch (error) {
      if (mine.aborted) return;
      if (!(error instanceof UnreadableReport)) throw error;
      const { title, message, hint } = error.problem;
      view.wait(row, `${title}. ${message} ${hint}`);
    }
  }

  async function compare(mine: OpenReport, row: ClassRow, other: Route['beside'], aborted: AbortSignal): Promise<void> {
    const theirs = typeof other === 'number' ? rowOf(other) : null;
    const none = theirs === null && other !== 'reference';
    comparison.hidden = none;
    if (none) return comparison.replaceChildren();
    const say = (text: string) => comparison.replaceChildren(make('p', { class: 'part-words', text }));
    say('Второй отчёт читается…');
    try {
      const report = await (theirs === null
        ? reader.openReference(options.reference, aborted)
        : reader.open(theirs.entry.file, aborted));
      comparison.replaceChildren(
        ...drawComparison(
          { title: row.entry.summary?.name ?? '', report: mine },
          { title: report.bundle.manifest.author.name, report },
          steps,
          material.makeChart,
        ),
      );
    } catch (error) {
      if (aborted.aborted || !(error instanceof UnreadableReport)) throw error;
      const { title, message, hint } = error.problem;
      say(`${title}. ${message} ${hint}`);
    }
  }

  function leave(): void {
    leaving.abort();
    if (opened === null) return;
    const id = opened;
    opened = null;
    shown = null;
    delete root.dataset.shown;
    view.close();
    comparison.replaceChildren();
    document.title = 'Проверка отчётов';
    options.closed(id);
  }

  function refresh(): void {
    const { report: id, beside: other } = route();
    if (id === null) return;
    const order = options.order().filter(({ entry }) => entry.summary !== null);
    const index = order.findIndex(({ entry }) => entry.id === id);
    for (const [name, row] of [
      ['previous', order[index - 1]],
      ['next', index === -1 ? undefined : order[index + 1]],
    ] as const) {
      const link = part(root, name, HTMLAnchorElement);
      link.hidden = row === undefined;
      if (row !== undefined) link.href = formatRoute({ report: row.entry.id, beside: null });
    }
    const choices = rows().filter(({ entry }) => entry.summary !== null && entry.id !== id);
    offer([
      ['', 'никого'],
      ['reference', 'эталонное прохождение'],
      ...choices.map(({ entry }) => [String(entry.id), visibleLine(entry.summary?.name ?? '', 60)] as const),
    ]);
    beside.value = other === null ? '' : String(other);
    // A report that was removed from the shelf is no longer shown.
    if (rowOf(id) === null && opened !== null) void go();
  }

  /** A list that stays as it was is not touched: it may be open. */
  function offer(choices: readonly (readonly [value: string, text: string])[]): void {
    const next = JSON.stringify(choices);
    if (next === offered) return;
    offered = next;
    beside.replaceChildren(...choices.map(([value, text]) => makeOption(value, text)));
  }

  const go = () => follow().catch((error: unknown) => reportError(error));
  addEventListener('hashchange', () => void go(), { signal });
  beside.addEventListener(
    'change',
    () => {
      const { value } = beside;
      const other = value === '' ? null : value === 'reference' ? value : Number(value);
      location.hash = formatRoute({ report: route().report, beside: other });
    },
    { signal },
  );

  return {
    refresh,
    regrade() {
      const row = rowOf(opened);
      if (row?.entry.summary && shown !== null) grading.show(book.gradeOf(row.entry.summary), book.rubric);
    },
  };
}

const changedMeanwhile = {
  title: 'Файл изменился',
  message: 'На диске лежит уже не тот отчёт, который был прочитан для таблицы.',
  hint: 'Уберите его из списка и добавьте снова.',
};

function makeOption(value: string, text: string): HTMLOptionElement {
  const option = make('option', { text });
  option.value = value;
  return option;
}
