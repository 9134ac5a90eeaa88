import type { RunState } from '#protocol/run.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
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
    this.#unsubscribe = labPageOf(this).run.subscribe(({ state }) => this.#show(state));
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
  }

  #show(state: RunState | null): void {
    let done = 0;
    let all = 0;
    for (const item of this.querySelectorAll<HTMLElement>('[data-step]')) {
      const mark = markStep({ checks: ids(item.dataset.checks), questions: ids(item.dataset.questions) }, state);
      item.dataset.mark = mark;
      if (mark !== 'none') all += 1;
      if (mark === 'done') done += 1;
      if (state !== null) part(item, 'state', HTMLElement).textContent = words[mark];
    }
    part(this, 'summary', HTMLElement).hidden = state === null;
    part(this, 'words', HTMLElement).textContent = `Пройдено ${done} из ${all}`;
    part(this, 'bar', HTMLElement).style.width = all === 0 ? '0' : `${(100 * done) / all}%`;
  }
}

function ids(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((id) => id !== '');
}

customElements.define('lab-progress', LabProgress);
