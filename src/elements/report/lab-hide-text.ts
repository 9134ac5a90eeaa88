import { hideText } from '../../client/hide-text.ts';
import { labPageOf } from '../../client/lab-page-context.ts';
import { part } from '../../client/part.ts';

/** `<lab-hide-text>`: what the student writes here is taken out of all recordings. */
class LabHideText extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    part(this, 'form', HTMLFormElement).addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        void this.#hide();
      },
      { signal },
    );
    const stop = labPageOf(this).run.subscribe(({ mode }) => {
      part(this, 'hide', HTMLButtonElement).disabled = mode !== 'live';
    });
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  async #hide(): Promise<void> {
    const field = part(this, 'text', HTMLInputElement);
    const outcome = part(this, 'outcome', HTMLElement);
    const text = field.value.trim();
    if (text === '') {
      outcome.textContent = 'Напишите, что скрыть.';
      return field.focus();
    }
    outcome.textContent = '';
    const came = await hideText(this, labPageOf(this).run.api, text);
    if (came === null) return field.focus();
    outcome.textContent = came.text;
    // What was hidden must not stay on the page either.
    if (!came.done) return;
    field.value = '';
    this.dispatchEvent(new Event('text-hidden', { bubbles: true }));
  }
}

customElements.define('lab-hide-text', LabHideText);
