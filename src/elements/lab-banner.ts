import type { RunSnapshot } from '../client/run-connection.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';

/** `<lab-banner>` shows the one thing that stands between the reader and running commands, or nothing. */
class LabBanner extends HTMLElement {
  #unsubscribe = () => {};

  connectedCallback(): void {
    this.#unsubscribe = labPageOf(this).run.subscribe((snapshot) => this.#show(snapshot));
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
  }

  #show({ mode, state }: RunSnapshot): void {
    const engineDown = mode === 'live' && state !== null && !state.engine.up;
    const now = engineDown ? 'engine' : mode;
    part(this, 'problem', HTMLElement).textContent = state?.engine.problem ?? '';
    for (const message of this.querySelectorAll<HTMLElement>('[data-when]')) {
      message.hidden = message.dataset.when !== now;
    }
  }
}

customElements.define('lab-banner', LabBanner);
