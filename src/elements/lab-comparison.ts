import type { FaultRecord } from '#protocol/fault.ts';
import { copyText } from '../client/clipboard.ts';
import { type Order, columns, sortRecords, toCsv, toMarkdown } from '../client/fault/comparison.ts';
import { createFaultReader } from '../client/fault/fault-reader.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { phaseWords } from '#protocol/words/phase-words.ts';

/** `<lab-comparison>`: every fault of the run as a row. */
class LabComparison extends HTMLElement {
  #leaving = new AbortController();
  readonly #reader = createFaultReader();
  #records: readonly FaultRecord[] = [];
  #order: Order = { column: 'at', descending: false };
  #shown = '';

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run, timeline } = labPageOf(this);
    this.addEventListener('click', (event) => this.#click(event), { signal });
    for (const source of [run, timeline]) {
      signal.addEventListener(
        'abort',
        source.subscribe(() => this.#show()),
      );
    }
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #show(): void {
    const { run, timeline } = labPageOf(this);
    if (timeline.state === 'failed' && timeline.events.length === 0) {
      return this.#count('Журнал прохождения не пришёл. Обновите страницу.');
    }
    if (run.snapshot.state === null || timeline.state === 'loading') return;
    this.#records = this.#reader.read(timeline.events);
    this.#draw();
  }

  #draw(): void {
    const sorted = sortRecords(this.#records, this.#order);
    const text = JSON.stringify([this.#order, sorted]);
    if (text === this.#shown) return;
    this.#shown = text;
    const none = sorted.length === 0;
    this.dataset.empty = String(none);
    for (const name of ['markdown', 'csv'] as const) part(this, name, HTMLButtonElement).disabled = none;
    const measured = sorted.filter(({ lost }) => lost !== null).length;
    const without = sorted.filter(({ probe }) => probe === null).length;
    this.#count(
      none
        ? 'В этом прохождении аварий ещё не было.'
        : `Аварий: ${sorted.length}, измерено: ${measured}${without === 0 ? '' : `, без зонда: ${without}`}.`,
    );
    for (const head of this.querySelectorAll<HTMLElement>('[data-column]')) {
      if (head.dataset.column === this.#order.column)
        head.ariaSort = this.#order.descending ? 'descending' : 'ascending';
      else head.ariaSort = null;
    }
    part(this, 'rows', HTMLElement).replaceChildren(...(none ? [emptyRow()] : sorted.map(rowOf)));
  }

  #count(words: string): void {
    const place = part(this, 'count', HTMLElement);
    if (place.textContent !== words) place.textContent = words;
  }

  #click({ target }: Event): void {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button === null) return;
    const column = button.dataset.sort;
    if (column !== undefined) {
      const again = this.#order.column === column;
      this.#order = { column, descending: again ? !this.#order.descending : false };
      this.#draw();
    }
    const sorted = sortRecords(this.#records, this.#order);
    if (button.dataset.part === 'markdown') void this.#copy(toMarkdown(sorted));
    if (button.dataset.part === 'csv') void this.#copy(toCsv(sorted));
  }

  async #copy(text: string): Promise<void> {
    this.#count(
      (await copyText(text)) ? 'Таблица скопирована.' : 'Буфер обмена закрыт: выделите таблицу и скопируйте.',
    );
  }
}

function rowOf(record: FaultRecord): HTMLTableRowElement {
  const row = makeRow();
  row.append(
    ...columns.map(({ id, title, cell }, index) => {
      const { text, tone } = cell(record);
      const made = document.createElement(index === 0 ? 'th' : 'td');
      if (index === 0) made.setAttribute('scope', 'row');
      made.setAttribute('role', index === 0 ? 'rowheader' : 'cell');
      made.dataset.of = id;
      made.dataset.title = title;
      if (tone !== undefined) made.dataset.tone = tone;
      if (id in phaseWords && text === '—') made.dataset.empty = '';
      made.textContent = text;
      return made;
    }),
  );
  return row;
}

function emptyRow(): HTMLTableRowElement {
  const row = makeRow();
  const cell = document.createElement('td');
  cell.setAttribute('role', 'cell');
  cell.colSpan = columns.length;
  cell.textContent = 'пока пусто';
  row.append(cell);
  return row;
}

/** Rows that are laid out as cards in a narrow place stay rows for a screen reader. */
function makeRow(): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.setAttribute('role', 'row');
  return row;
}

customElements.define('lab-comparison', LabComparison);
