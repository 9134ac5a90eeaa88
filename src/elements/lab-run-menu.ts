import { ApiError } from '../client/api.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';

/** Milliseconds that stopping and removing the lab's containers may take. */
const resetDeadline = 180_000;

/** `<lab-run-menu>` begins the lab anew after asking once. */
class LabRunMenu extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run } = labPageOf(this);
    const ask = part(this, 'ask', HTMLButtonElement);
    const dialog = part(this, 'dialog', HTMLDialogElement);
    const reset = part(this, 'reset', HTMLButtonElement);
    const stop = run.subscribe(({ mode }) => {
      ask.hidden = mode !== 'live';
    });
    signal.addEventListener('abort', stop);
    ask.addEventListener('click', () => dialog.showModal(), { signal });
    part(this, 'cancel', HTMLButtonElement).addEventListener('click', () => dialog.close(), { signal });
    dialog.addEventListener('cancel', (event) => reset.disabled && event.preventDefault(), { signal });
    reset.addEventListener('click', () => void this.#reset(dialog, reset), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  async #reset(dialog: HTMLDialogElement, button: HTMLButtonElement): Promise<void> {
    const problem = part(this, 'problem', HTMLElement);
    const cancel = part(this, 'cancel', HTMLButtonElement);
    const text = button.textContent;
    problem.hidden = true;
    button.disabled = cancel.disabled = true;
    button.textContent = 'Останавливаем контейнеры…';
    try {
      await labPageOf(this).run.api.post('/api/run/reset', {}, { deadline: resetDeadline });
      dialog.close();
      location.reload();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.textContent = `${error.title}. ${error.message} ${error.hint}`;
      problem.hidden = false;
    } finally {
      button.disabled = cancel.disabled = false;
      button.textContent = text;
    }
  }
}

customElements.define('lab-run-menu', LabRunMenu);
