import type { RunState } from '#protocol/run.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { markStep } from '../client/step-progress.ts';

/** `<lab-begin>` is the title page's way in: to the first step, or to where the student stopped. */
class LabBegin extends HTMLElement {
  #unsubscribe = () => {};

  connectedCallback(): void {
    this.#unsubscribe = labPageOf(this).run.subscribe(
      ({ mode, state }) => mode !== 'reading' && state !== null && this.#show(state),
    );
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
  }

  #show(state: RunState): void {
    const items = [...document.querySelectorAll<HTMLElement>('lab-progress [data-step]')];
    const marks = items.map((item) =>
      markStep({ checks: ids(item.dataset.checks), questions: ids(item.dataset.questions) }, state),
    );
    const begun = marks.some((mark) => mark === 'done' || mark === 'partly');
    if (!begun && state.commands.length === 0) return;
    const next = marks.findIndex((mark) => mark === 'open' || mark === 'partly');
    const at = next === -1 ? items.length - 1 : next;
    const link = items[at]?.querySelector('a');
    if (link === null || link === undefined) return;
    part(this, 'link', HTMLAnchorElement).href = link.href;
    part(this, 'link', HTMLElement).textContent = next === -1 ? 'К выводу' : 'Продолжить';
    const title = link.querySelector('[data-part="title"]')?.textContent ?? '';
    const done = marks.filter((mark) => mark === 'done').length;
    const all = marks.filter((mark) => mark !== 'none').length;
    part(this, 'words', HTMLElement).textContent =
      next === -1 ? 'Все шаги пройдены' : `${title}. Пройдено ${done} из ${all}`;
  }
}

function ids(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((id) => id !== '');
}

customElements.define('lab-begin', LabBegin);
