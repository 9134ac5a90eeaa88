import type { Strip } from '#protocol/strip.ts';
import { part } from '../../client/part.ts';
import { type Happening, happeningsIn } from '../../client/strip/happenings.ts';
import { fineClockText } from '#protocol/strip-scale.ts';

/** Rows that a table shows at most: the newest of the stretch in view. */
const most = 200;

/** Milliseconds between two renewals while the strip moves. */
const every = 1_000;

/** The strip as a table, for whoever can't see it: made only while it is unfolded. */
export function createEventsTable(root: HTMLElement, signal: AbortSignal) {
  const fold = part(root, 'table', HTMLDetailsElement);
  const body = part(root, 'rows', HTMLTableSectionElement);
  const note = part(root, 'note', HTMLElement);
  let shown = '';
  let at = 0;
  let last: (() => void) | null = null;

  function renew(strip: Strip, from: number, to: number): void {
    const happenings = happeningsIn(strip, from, to);
    const rows = happenings.slice(-most).toReversed();
    const key = `${rows.length} ${rows[0]?.at} ${rows.at(-1)?.at} ${rows[0]?.text}`;
    if (key === shown) return;
    shown = key;
    body.replaceChildren(...rows.map(toRow));
    note.textContent =
      rows.length === 0
        ? 'На показанном участке ничего не произошло.'
        : happenings.length > most
          ? `Показаны последние ${most} из ${happenings.length} событий участка: приблизьте ленту, чтобы увидеть остальные.`
          : '';
  }

  fold.addEventListener('toggle', () => fold.open && last?.(), { signal });
  return {
    show(strip: Strip, view: { readonly from: number; readonly to: number }, edge: number): void {
      last = () => renew(strip, view.from, Math.min(view.to, edge));
      if (!fold.open || performance.now() - at < every) return;
      at = performance.now();
      last();
    },
  };
}

function toRow({ at, who, text }: Happening): HTMLTableRowElement {
  const row = document.createElement('tr');
  for (const [index, words] of [fineClockText(at), who, text].entries()) {
    const cell = document.createElement(index === 0 ? 'th' : 'td');
    if (index === 0) cell.setAttribute('scope', 'row');
    cell.textContent = words;
    row.append(cell);
  }
  return row;
}
