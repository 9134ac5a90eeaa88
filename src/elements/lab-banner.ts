import type { RunState } from '#protocol/run.ts';
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
    const now = mode === 'live' && state !== null ? troubleOf(state) : mode;
    // The line begins with the same words.
    const why = state?.engine.problem?.replace(/^Docker Engine не отвечает(?:: |$)/, '') ?? '';
    part(this, 'problem', HTMLElement).textContent = why === '' ? '' : `Причина: ${why}.`;
    for (const said of this.querySelectorAll('[data-part="disk"]')) said.textContent = state?.disk.problem ?? '';
    for (const message of this.querySelectorAll<HTMLElement>('[data-when]')) {
      message.hidden = message.dataset.when !== now;
    }
  }
}

/** The worst first: what is not saved is lost, what is not checked is only late. */
function troubleOf({ disk, engine }: RunState): string {
  if (disk.state === 'full') return 'disk-full';
  if (!engine.up) return 'engine';
  return disk.state === 'low' ? 'disk-low' : 'live';
}

customElements.define('lab-banner', LabBanner);
