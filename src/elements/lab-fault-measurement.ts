import { type FaultName, type FaultRecord, faultNames } from '#protocol/fault.ts';
import { explainRecord } from '../client/fault/explain.ts';
import { createFaultReader } from '../client/fault/fault-reader.ts';
import { conditionsText, outageText } from '#protocol/words/fault-words.ts';
import { measurementRows } from '../client/fault/measurement-rows.ts';
import { recordsOfStep } from '../client/fault/variant.ts';
import type { Variant } from '#protocol/fault-variant.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { plural } from '#protocol/words/plural.ts';
import { typographRussian } from '#protocol/words/typography.ts';
import { LabPhases } from './lab-phases.ts';

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `<lab-fault-measurement data-fault="…">`: the newest record of the step's fault, and the older ones. */
class LabFaultMeasurement extends HTMLElement {
  #leaving = new AbortController();
  readonly #reader = createFaultReader();
  #shown = '';

  get #fault(): FaultName {
    const name = faultNames.find((fault) => fault === this.dataset.fault);
    if (name === undefined) throw new Error(`<lab-fault-measurement> knows no fault «${this.dataset.fault}»`);
    return name;
  }

  get #variant(): Variant | null {
    const { variant } = this.dataset;
    return variant === 'usual' || variant === 'async' || variant === 'tuned' ? variant : null;
  }

  get #phases(): LabPhases {
    const found = this.querySelector('lab-phases');
    if (found instanceof LabPhases) return found;
    throw new Error('<lab-fault-measurement> has no <lab-phases>');
  }

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { run, timeline } = labPageOf(this);
    for (const source of [run, timeline]) {
      this.#leaving.signal.addEventListener(
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
      return this.#showEmpty('Журнал прохождения не пришёл. Обновите страницу.');
    }
    if (run.snapshot.state === null) {
      if (run.snapshot.mode === 'reading') this.#showEmpty('Измерение появляется здесь, когда лаборатория запущена.');
      return;
    }
    if (timeline.state === 'loading' && run.snapshot.mode === 'reading') {
      return this.#showEmpty('Измерение из записи загружается…');
    }
    const records = recordsOfStep(this.#reader.read(timeline.events), this.#fault, this.#variant);
    // Most events of the timeline change nothing here.
    const text = JSON.stringify(records);
    if (text === this.#shown) return;
    this.#shown = text;
    const [newest, ...older] = records;
    if (newest === undefined) return this.#showEmpty('Здесь появится измерение, когда авария произойдёт.');
    part(this, 'empty', HTMLElement).hidden = true;
    part(this, 'newest', HTMLElement).hidden = false;
    this.#showNewest(newest);
    this.#showOlder(older);
  }

  #showEmpty(words: string): void {
    this.dataset.state = 'none';
    const empty = part(this, 'empty', HTMLElement);
    if (empty.textContent !== words) empty.textContent = words;
    empty.hidden = false;
    part(this, 'newest', HTMLElement).hidden = true;
    part(this, 'older', HTMLElement).hidden = true;
  }

  #showNewest(record: FaultRecord): void {
    const progress = progressOf(record);
    this.dataset.state = progress.state;
    part(this, 'when', HTMLElement).textContent =
      `Авария в ${clock.format(record.beganAt)} (${conditionsText(record)})`;
    setText(part(this, 'progress', HTMLElement), progress.words);
    part(this, 'rows', HTMLElement).replaceChildren(
      ...measurementRows(record).map(({ what, predicted, measured, expected, tone }) => {
        const row = document.createElement('tr');
        const head = document.createElement('th');
        head.scope = 'row';
        head.textContent = what;
        const value = cell(measured);
        value.dataset.measured = tone;
        row.append(head, cell(predicted), value, cell(expected));
        return row;
      }),
    );
    this.#phases.record = record;
    part(this, 'words', HTMLElement).replaceChildren(
      ...explainRecord(record).map(({ text, tone }) => {
        const item = document.createElement('li');
        item.textContent = typographRussian(text);
        item.dataset.tone = tone;
        return item;
      }),
    );
  }

  #showOlder(records: readonly FaultRecord[]): void {
    part(this, 'older', HTMLElement).hidden = records.length === 0;
    part(this, 'older-title', HTMLElement).textContent =
      `Ещё ${plural(records.length, 'попытка', 'попытки', 'попыток')}`;
    part(this, 'older-list', HTMLElement).replaceChildren(
      ...records.map((record) => {
        const item = document.createElement('li');
        const lost = record.lost === null ? 'не сверено' : `потеряно ${record.lost}`;
        item.textContent = `${clock.format(record.beganAt)}: перерыв ${outageText(record)}, ${lost} (${conditionsText(record)})`;
        return item;
      }),
    );
  }
}

/** How far a measurement is. */
function progressOf({ probe, undoneAt, healthyAt, lost }: FaultRecord): { state: string; words: string } {
  if (probe === null) return { state: 'unmeasured', words: 'зонд не писал' };
  if (lost !== null && healthyAt !== null) return { state: 'measured', words: 'измерено' };
  if (healthyAt !== null) return { state: 'reading', words: 'кластер цел, строки сверяются' };
  return undoneAt === null
    ? { state: 'running', words: 'авария идёт' }
    : { state: 'healing', words: 'кластер возвращается' };
}

function cell(text: string): HTMLTableCellElement {
  const made = document.createElement('td');
  made.textContent = text;
  return made;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('lab-fault-measurement', LabFaultMeasurement);
