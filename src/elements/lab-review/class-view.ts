import {
  type ClassContext,
  type ClassFilter,
  type ClassOrder,
  type ClassRow,
  type ClassState,
  classStates,
  filterRows,
  sortRows,
} from '../../client/review/class-table.ts';
import { part } from '../../client/part.ts';
import { plural } from '#protocol/words/plural.ts';
import { haveSameFields, isSameRow } from '../../client/review/same-row.ts';
import { type RowDeeds, drawRow } from './class-row.ts';

/** The table of students. */
export type ClassView = {
  show(rows: readonly ClassRow[], context: ClassContext): void;
  /** The rows as they stand in the table: filtered and in its order. */
  readonly shown: readonly ClassRow[];
  /** Sets the focus on a report's row, as after its report was closed. */
  focus(id: number): void;
};

export type ClassDeeds = RowDeeds & { readonly stop: () => void; readonly remove: (id: number) => void };

/** A row as it stands in the table, and what it was drawn from. */
type Drawn = { readonly element: HTMLTableRowElement; readonly of: ClassRow; readonly context: ClassContext };

/** Brings the table to life. */
export function openClassView(root: HTMLElement, deeds: ClassDeeds): ClassView {
  const body = part(root, 'rows', HTMLTableSectionElement);
  const words = part(root, 'words', HTMLInputElement);
  const state = part(root, 'state', HTMLSelectElement);
  const order = part(root, 'order', HTMLSelectElement);
  const stop = part(root, 'stop', HTMLButtonElement);
  const drawn = new Map<number, Drawn>();
  let rows: readonly ClassRow[] = [];
  let context: ClassContext = { questions: 0, most: 0 };
  let sorted: ClassOrder = { column: 'name', descending: false };
  let shown: readonly ClassRow[] = [];

  function draw(): void {
    const filter: ClassFilter = { words: words.value, state: stateOf(state.value) };
    shown = sortRows(filterRows(rows, filter), sorted, context);
    const elements = shown.map((row) => rowElement(row));
    place(elements);
    const present = new Set(rows.map(({ entry }) => entry.id));
    for (const id of drawn.keys()) if (!present.has(id)) drawn.delete(id);
    for (const head of root.querySelectorAll<HTMLElement>('th[data-column]')) {
      head.ariaSort = head.dataset.column !== sorted.column ? null : sorted.descending ? 'descending' : 'ascending';
    }
    order.value = sorted.column;
    tell();
  }

  /** A row is made anew only where something in it changed: whoever is in it keeps the focus. */
  function rowElement(row: ClassRow): HTMLTableRowElement {
    const { id } = row.entry;
    const known = drawn.get(id);
    if (known !== undefined && isSameRow(known.of, row) && haveSameFields(known.context, context)) return known.element;
    const made = drawRow(row, context, deeds);
    const focused = known?.element.contains(document.activeElement) === true;
    drawn.set(id, { element: made, of: row, context });
    if (focused) queueMicrotask(() => made.querySelector('a')?.focus());
    return made;
  }

  /** Only rows that are new or elsewhere than they were are touched: the others keep their layout, and the focus. */
  function place(elements: readonly HTMLTableRowElement[]): void {
    const focused = document.activeElement;
    const wanted = new Set<Element>(elements);
    for (const old of [...body.rows].filter((row) => !wanted.has(row))) old.remove();
    let before: Element | null = body.firstElementChild;
    for (const element of elements) {
      if (element === before) before = before.nextElementSibling;
      else body.insertBefore(element, before);
    }
    if (focused instanceof HTMLElement && focused !== document.activeElement && body.contains(focused)) focused.focus();
  }

  function tell(): void {
    const waiting = rows.filter(({ entry }) => entry.state === 'waiting').length;
    const unread = rows.filter(({ entry }) => ['failed', 'twin', 'stopped'].includes(entry.state)).length;
    const read = rows.length - waiting - unread;
    const sentence = [
      waiting === 0 ? plural(read, 'отчёт', 'отчёта', 'отчётов') : `Прочитано ${read} из ${rows.length}`,
      ...(unread === 0 ? [] : [`не прочитано ${unread}`]),
      ...(shown.length === rows.length ? [] : [`показано ${shown.length}`]),
    ].join(', ');
    const count = part(root, 'count', HTMLElement);
    if (count.textContent !== sentence) count.textContent = sentence;
    stop.hidden = waiting === 0;
  }

  function step(from: Element, way: 1 | -1): void {
    const links = [...body.querySelectorAll<HTMLElement>('[data-row-focus]')];
    const index = links.findIndex((link) => from.closest('tr')?.contains(link) === true);
    links[index + way]?.focus();
  }

  body.addEventListener('keydown', (event) => {
    if (!(event.target instanceof Element) || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest('tr');
    if (row === null) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.target, event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Delete') {
      const id = Number(row.dataset.entry);
      step(event.target, row.nextElementSibling === null ? -1 : 1);
      deeds.remove(id);
    } else return;
    event.preventDefault();
  });
  root.addEventListener('click', ({ target }) => {
    const column = target instanceof Element ? target.closest<HTMLElement>('[data-sort]')?.dataset.sort : undefined;
    if (column === undefined) return;
    sorted = { column, descending: sorted.column === column && !sorted.descending };
    draw();
  });
  words.addEventListener('input', draw);
  state.addEventListener('change', draw);
  order.addEventListener('change', () => {
    sorted = { column: order.value, descending: false };
    draw();
  });
  stop.addEventListener('click', deeds.stop);

  return {
    show(next, given) {
      rows = next;
      context = given;
      draw();
    },
    get shown() {
      return shown;
    },
    focus(id) {
      body.querySelector<HTMLElement>(`tr[data-entry='${id}'] [data-row-focus]`)?.focus();
    },
  };
}

function stateOf(value: string): ClassState {
  return isState(value) ? value : 'all';
}

function isState(value: string): value is ClassState {
  return Object.hasOwn(classStates, value);
}
