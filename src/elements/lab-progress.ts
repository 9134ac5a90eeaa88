import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import type { RunSnapshot } from '../client/run-connection.ts';
import { markStep, type StepMark } from '../client/step-progress.ts';

const words: Readonly<Record<StepMark, string>> = {
  none: '',
  open: ' — не пройден',
  partly: ' — начат',
  done: ' — пройден',
};

/** `<lab-progress>` marks the steps of a list by what the run has shown so far. */
class LabProgress extends HTMLElement {
  #unsubscribe = () => {};

  connectedCallback(): void {
    this.#unsubscribe = labPageOf(this).run.subscribe((snapshot) => this.#show(snapshot));
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
  }

  #show({ mode, state }: RunSnapshot): void {
    let done = 0;
    let all = 0;
    // What the recorded run has passed, this reader has not.
    const own = mode === 'reading' ? null : state;
    for (const item of this.querySelectorAll<HTMLElement>('[data-step]')) {
      const mark = markStep({ checks: ids(item.dataset.checks), questions: ids(item.dataset.questions) }, own);
      item.dataset.mark = mark;
      if (mark !== 'none') all += 1;
      if (mark === 'done') done += 1;
      if (own !== null) part(item, 'state', HTMLElement).textContent = words[mark];
    }
    const summary = part(this, 'summary', HTMLElement);
    summary.hidden = mode === 'reading';
    summary.dataset.known = String(own !== null);
    part(this, 'words', HTMLElement).textContent = `Пройдено ${done} из ${all}`;
    part(this, 'bar', HTMLElement).style.width = all === 0 ? '0' : `${(100 * done) / all}%`;
  }
}

function ids(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((id) => id !== '');
}

customElements.define('lab-progress', LabProgress);
