import type { JournalEvent } from '#protocol/journal.ts';
import { type EventSort, eventSorts, eventText, sortOf } from '../../client/review/event-words.ts';
import { visibleLines } from '../../client/review/visible-text.ts';
import { clockText } from '../../client/review/words.ts';
import { make, makeButton } from './make.ts';

/** Events on a page of the list. */
const size = 100;

/** The journal as a list that is turned page by page. */
export type JournalList = { readonly element: HTMLElement; show(seq: number): void };

/** Draws the journal, filtered by sort; `show` opens the page of an event and puts the focus on it. */
export function openJournal(events: readonly JournalEvent[]): JournalList {
  let from = 0;
  let sort: EventSort | 'all' = 'work';
  let listed = filtered();
  let opened: number | null = null;

  const choice = make('select');
  choice.setAttribute('aria-label', 'Какие события показать');
  for (const [value, text] of [['all', 'все события'], ...Object.entries(eventSorts)]) {
    const option = make('option', text === undefined ? {} : { text });
    option.value = value ?? '';
    choice.append(option);
  }
  choice.value = sort;
  const range = make('span', { class: 'journal-range' });
  const back = makeButton('Раньше', 'button-quiet', () => turn(from - size));
  const on = makeButton('Позже', 'button-quiet', () => turn(from + size));
  const list = make('ol', { class: 'journal-list' });
  const element = make('div', { class: 'journal' }, make('p', { class: 'journal-bar' }, choice, back, on, range), list);

  function filtered(): readonly JournalEvent[] {
    return sort === 'all' ? events : events.filter((event) => sortOf(event) === sort);
  }

  function turn(to: number): void {
    from = Math.max(0, Math.min(to, Math.max(0, listed.length - 1)));
    opened = null;
    draw();
  }

  function draw(): void {
    const page = listed.slice(from, from + size);
    back.disabled = from === 0;
    on.disabled = from + size >= listed.length;
    range.textContent =
      listed.length === 0 ? 'таких событий нет' : `${from + 1}–${from + page.length} из ${listed.length}`;
    list.replaceChildren(...page.map((event) => drawEvent(event, event.seq === opened)));
  }

  choice.addEventListener('change', () => {
    sort = isSort(choice.value) ? choice.value : 'all';
    listed = filtered();
    turn(0);
  });
  draw();

  return {
    element,
    show(seq) {
      sort = 'all';
      choice.value = 'all';
      listed = events;
      const index = events.findIndex((event) => event.seq >= seq);
      from = Math.max(0, index - 5);
      opened = seq;
      draw();
      list.querySelector<HTMLElement>('[data-opened]')?.focus();
    },
  };
}

function isSort(value: string): value is EventSort {
  return Object.hasOwn(eventSorts, value);
}

function drawEvent(event: JournalEvent, opened: boolean): HTMLElement {
  const item = make(
    'li',
    {},
    make('span', { class: 'journal-seq', text: String(event.seq) }),
    make('time', { text: clockText(event.at) }),
    make('span', { text: eventText(event) }),
  );
  if (opened) {
    item.dataset.opened = '';
    item.tabIndex = -1;
    item.append(make('pre', { text: visibleLines(JSON.stringify(event.body, null, 2), 4_000) }));
  }
  return item;
}
