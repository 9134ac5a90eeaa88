import type { JournalEvent } from '#protocol/journal.ts';
import { type FaultName, type Prediction, faultNames } from '#protocol/fault.ts';
import { ApiError } from '../client/api.ts';
import { createFaultReader } from '../client/fault/fault-reader.ts';
import {
  type PredictionFields,
  type PredictionNow,
  predictionNow,
  predictionText,
  readPrediction,
} from '../client/fault/prediction.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';

/** `<lab-prediction data-fault="…">`: a form that closes when the fault has begun. */
class LabPrediction extends HTMLElement {
  #leaving = new AbortController();
  readonly #reader = createFaultReader();
  #now: PredictionNow | null = null;
  /** What was written last, so that a form that the reader changes is not overwritten. */
  #filled = '';
  #touched = false;

  get #fault(): FaultName {
    const name = faultNames.find((fault) => fault === this.dataset.fault);
    if (name === undefined) throw new Error(`<lab-prediction> knows no fault «${this.dataset.fault}»`);
    return name;
  }

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run, timeline } = labPageOf(this);
    const form = part(this, 'fields', HTMLFieldSetElement).form;
    form?.addEventListener('submit', (event) => this.#submit(event), { signal });
    form?.addEventListener('input', (event) => this.#typed(event), { signal });
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

  #input(name: string): HTMLInputElement {
    const found = this.querySelector(`input[name='${name}']`);
    if (found instanceof HTMLInputElement) return found;
    throw new Error(`<lab-prediction> has no input «${name}»`);
  }

  #fields(): PredictionFields {
    const checked = this.querySelector<HTMLInputElement>("input[name='leader']:checked");
    return {
      seconds: this.#input('seconds').value,
      untilUndone: this.#input('untilUndone').checked,
      leader: checked?.value ?? '',
      lost: this.#input('lost').value,
    };
  }

  #show(): void {
    const { run, timeline } = labPageOf(this);
    const { mode } = run.snapshot;
    if (mode === 'reading' && timeline.state === 'ready') return this.#showRecorded(timeline.events);
    if (mode !== 'live' || timeline.state !== 'ready') {
      this.#lock(true);
      if (mode === 'live')
        this.#say('unknown', timeline.state === 'failed' ? 'Журнал прохождения не пришёл: обновите страницу.' : '');
      return;
    }
    const now = predictionNow(timeline.events, this.#reader.read(timeline.events), this.#fault);
    const before = this.#now;
    this.#now = now;
    this.#lock(now.state === 'closed');
    if (before !== null && before.state === now.state && sameText(before.saved) === sameText(now.saved)) return;
    this.#fill(now.saved, now.state === 'closed');
    if (now.state === 'closed') {
      const was = now.saved === null ? 'Предположения не было.' : `Записано: ${predictionText(now.saved)}.`;
      this.#say('closed', `Авария началась, менять поздно. ${was}`);
    } else if (now.saved === null) {
      this.#say('open', 'Записать нужно до аварии: после неё предположение уже не предположение.');
    } else {
      this.#say('saved', `Записано: ${predictionText(now.saved)}. До аварии можно изменить.`);
    }
  }

  /** What was expected in the recorded run; it has its measurement by now. */
  #showRecorded(events: readonly JournalEvent[]): void {
    const step = labPageOf(this).recorded?.step ?? null;
    const ofStep = this.#reader
      .read(events)
      .findLast(({ fault, beganAt }) => fault === this.#fault && step !== null && beganAt <= step.until);
    const saved = ofStep?.prediction ?? null;
    this.#lock(true);
    this.#fill(saved, true);
    this.#say('closed', saved === null ? 'В записи предположения не было.' : `В записи: ${predictionText(saved)}.`);
  }

  #lock(locked: boolean): void {
    part(this, 'fields', HTMLFieldSetElement).disabled = locked;
    part(this, 'save', HTMLButtonElement).disabled = locked;
  }

  /** Puts a prediction into the form, unless the reader is in the middle of writing another. */
  #fill(saved: Prediction | null, closed: boolean): void {
    if (this.#touched && !closed) return;
    const text = sameText(saved);
    if (text === this.#filled) return;
    this.#filled = text;
    this.#touched = false;
    this.#input('seconds').value = saved === null || saved.seconds === null ? '' : String(saved.seconds);
    this.#input('untilUndone').checked = saved !== null && saved.seconds === null;
    this.#input('lost').value = saved === null ? '' : String(saved.lost);
    for (const radio of this.querySelectorAll<HTMLInputElement>("input[name='leader']")) {
      radio.checked = radio.value === saved?.leader;
    }
  }

  #typed({ target }: Event): void {
    this.#touched = true;
    if (!(target instanceof HTMLInputElement)) return;
    target.removeAttribute('aria-invalid');
    if (target.name === 'seconds' && target.value !== '') this.#input('untilUndone').checked = false;
    if (target.name === 'untilUndone' && target.checked) this.#input('seconds').value = '';
  }

  #submit(event: Event): void {
    event.preventDefault();
    const read = readPrediction(this.#fault, this.#fields());
    if ('problem' in read) {
      const input = this.#input(read.field);
      input.setAttribute('aria-invalid', 'true');
      input.focus();
      this.#say('failed', read.problem);
      return;
    }
    void this.#save(read.prediction);
  }

  async #save(prediction: Prediction): Promise<void> {
    const { api } = labPageOf(this).run;
    const { fault, ...rest } = prediction;
    try {
      await api.put(`/api/predictions/${fault}`, rest);
      this.#touched = false;
      this.#filled = sameText(prediction);
      this.#say('saved', `Записано: ${predictionText(prediction)}. До аварии можно изменить.`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#say('failed', `${error.title}. ${error.message} ${error.hint}`);
    }
  }

  #say(state: string, words: string): void {
    this.dataset.state = state;
    const place = part(this, 'words', HTMLElement);
    if (place.textContent !== words) place.textContent = words;
  }
}

function sameText(prediction: Prediction | null): string {
  return prediction === null ? '' : predictionText(prediction);
}

customElements.define('lab-prediction', LabPrediction);
