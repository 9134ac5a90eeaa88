import type { FaultRecord, PhaseName } from '#protocol/fault.ts';
import { part } from '../client/part.ts';
import { type ChartRow, type PhaseChart, chartOf, secondsOf } from '#protocol/phases/chart.ts';
import { outageSummary } from '#protocol/phases/summary.ts';
import { intervalText, lengthText, phaseWords } from '#protocol/words/phase-words.ts';
import { ensurePatterns } from './lab-phases/patterns.ts';
import { rowBar, secondsScale, totalBar } from './lab-phases/bars.ts';

/**
 * `<lab-phases>` draws the outage of one fault: its parts to scale, over the interval that the live configuration
 * predicts. It asks nobody: `record` is set from outside, and drawn anew each time.
 */
export class LabPhases extends HTMLElement {
  #record: FaultRecord | null = null;
  #until: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    ensurePatterns();
    this.#show();
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  get record(): FaultRecord | null {
    return this.#record;
  }

  set record(record: FaultRecord | null) {
    this.#record = record;
    this.#show();
  }

  /** The end of what is known, in milliseconds since the epoch, where it is not the present: of a replayed journal. */
  get until(): number | null {
    return this.#until;
  }

  set until(until: number | null) {
    this.#until = until;
    this.#show();
  }

  #show(): void {
    clearInterval(this.#timer);
    if (!this.isConnected) return;
    const record = this.#record;
    this.hidden = record === null;
    if (record === null) return;
    const lasts = record.outage !== null && record.outage.firstAckAfter === null;
    this.#draw(record);
    // What lasts grows by itself; of a replay the end is known.
    if (lasts && this.#until === null) this.#timer = setInterval(() => this.#draw(record), 1_000);
  }

  #draw(record: FaultRecord): void {
    const until = this.#until ?? Date.now();
    const chart = chartOf(record, until);
    this.toggleAttribute('data-lasts', chart.outage?.to === null);
    part(this, 'summary', HTMLElement).textContent = outageSummary(record, until).join(' ');
    part(this, 'total', HTMLElement).replaceChildren(totalBar(chart));
    part(this, 'rows', HTMLElement).replaceChildren(
      ...chart.rows.map((row) => toRow(chart, row, missingText(record, row.phase))),
    );
    part(this, 'scale', HTMLElement).replaceChildren(secondsScale(chart, secondsOf(chart, 8)));
    part(this, 'predicted', HTMLElement).hidden = chart.predicted === null;
    part(this, 'table-rows', HTMLTableSectionElement).replaceChildren(...chart.rows.map(toTableRow));
  }
}

/** What to say of a part that was not seen. */
function missingText({ probe, outage }: FaultRecord, phase: PhaseName): string {
  if (probe === null) return 'зонд не писал';
  if (outage === null) return 'не было';
  if (outage.firstAckAfter === null) return 'пока не закончилось';
  // HAProxy and the probe may have been there already when the part before theirs ended.
  return phase === 'route' || phase === 'answer' ? 'сразу' : 'не было';
}

function toRow(chart: PhaseChart, row: ChartRow, missing: string): HTMLElement {
  const { name, end } = phaseWords[row.phase];
  const element = document.createElement('li');
  const words = document.createElement('p');
  const measured = row.measured === null ? missing : lengthText(row.measured.to - row.measured.from);
  words.append(withTag('strong', name), ` — ${end}: `, withTag('b', measured));
  element.append(words, rowBar(chart, row));
  if (row.expected !== null) {
    const expected = `ожидалось ${intervalText(row.expected.length)}: ${row.expected.source}`;
    element.append(withTag('small', expected));
  }
  return element;
}

function toTableRow({ phase, measured, expected }: ChartRow): HTMLTableRowElement {
  const row = document.createElement('tr');
  const { name, end } = phaseWords[phase];
  const head = withTag('th', `${name}: ${end}`);
  head.setAttribute('scope', 'row');
  row.append(
    head,
    withTag('td', measured === null ? '—' : `${seconds(measured.from)} … ${seconds(measured.to)}`),
    withTag('td', measured === null ? '—' : lengthText(measured.to - measured.from)),
    withTag('td', expected === null ? '—' : intervalText(expected.length)),
    withTag('td', expected?.source ?? '—'),
  );
  return row;
}

function withTag(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(1).replace('.', ',').replace('-', '−');
}

customElements.define('lab-phases', LabPhases);

declare global {
  interface HTMLElementTagNameMap {
    'lab-phases': LabPhases;
  }
}
