import { type ClassContext, type ClassRow, classColumns } from '../../client/review/class-table.ts';
import { formatRoute } from '../../client/review/route.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { make, makeButton } from './make.ts';

export type RowDeeds = { readonly remove: (id: number) => void; readonly retry: (id: number) => void };

/** Draws a line of the table: a report's figures, or why there are none. */
export function drawRow(row: ClassRow, context: ClassContext, deeds: RowDeeds): HTMLTableRowElement {
  const { id, state } = row.entry;
  const line = make('tr', { data: { entry: String(id), state } });
  // Rows that are laid out as cards in a narrow place stay rows for a screen reader.
  line.setAttribute('role', 'row');
  line.append(
    ...(row.entry.summary === null ? unreadCells(row, deeds) : readCells(row, context)),
    lastCell(row, deeds),
  );
  return line;
}

function readCells(row: ClassRow, context: ClassContext): HTMLTableCellElement[] {
  const { id, summary } = row.entry;
  if (summary === null) return [];
  return classColumns.map(({ id: column, title, cell }, index) => {
    const { text, note, tone, beside } = cell(row, summary, context);
    const made = makeCell(index === 0 ? 'th' : 'td', { of: column, title, ...(tone === undefined ? {} : { tone }) });
    if (index === 0 || beside !== undefined) {
      const link = make('a', { text, data: index === 0 ? { rowFocus: '' } : {} });
      link.href = formatRoute({ report: id, beside: beside ?? null });
      made.append(link);
    } else made.append(text);
    if (note !== undefined) made.append(make('small', { text: note }));
    return made;
  });
}

function unreadCells({ entry }: ClassRow, { retry }: RowDeeds): HTMLTableCellElement[] {
  const { file, problem, state, id } = entry;
  const name = makeCell('th', { of: 'name', title: 'Файл' });
  const label = make('span', { text: visibleLine(file.name, 80), data: { rowFocus: '' } });
  label.tabIndex = 0;
  name.append(label);
  const words = makeCell('td', { of: 'problem', title: 'Что случилось' });
  words.colSpan = classColumns.length - 1;
  if (state === 'waiting') words.append('ждёт своей очереди…');
  else if (state === 'stopped') words.append('Чтение остановлено. ');
  else if (problem !== null) {
    words.append(make('strong', { text: problem.title }), `. ${problem.message} ${problem.hint} `);
  }
  if (state === 'stopped' || state === 'failed')
    words.append(makeButton('Прочитать ещё раз', 'button-quiet', () => retry(id)));
  return [name, words];
}

function lastCell({ entry }: ClassRow, { remove }: RowDeeds): HTMLTableCellElement {
  const cell = makeCell('td', { of: 'deeds', title: '' });
  const button = makeButton('Убрать', 'button-quiet', () => remove(entry.id));
  button.append(
    make('span', { class: 'visually-hidden', text: ` ${visibleLine(entry.summary?.name ?? entry.file.name, 80)}` }),
  );
  cell.append(button);
  return cell;
}

function makeCell(name: 'th' | 'td', data: Readonly<Record<string, string>>): HTMLTableCellElement {
  const cell = make(name, { data });
  if (name === 'th') cell.setAttribute('scope', 'row');
  cell.setAttribute('role', name === 'th' ? 'rowheader' : 'cell');
  return cell;
}
