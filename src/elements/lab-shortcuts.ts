import { part } from '../client/part.ts';

/** Where keys are the reader's own: fields, editors, terminals, open dialogs. */
const ownKeys =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), dialog, lab-terminal, lab-terminals, .xterm, .cm-editor, [role="separator"], [role="tab"]';

/** `<lab-shortcuts>` knows the page's keys: ← and → go to the neighbouring steps, «?» shows what there is. */
class LabShortcuts extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const dialog = part(this, 'dialog', HTMLDialogElement);
    document.addEventListener(
      'click',
      ({ target }) => target instanceof Element && target.closest('[data-shortcuts]') !== null && dialog.showModal(),
      { signal },
    );
    part(this, 'close', HTMLButtonElement).addEventListener('click', () => dialog.close(), { signal });
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close(), { signal });
    document.addEventListener('keydown', (event) => this.#key(event, dialog), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #key(event: KeyboardEvent, dialog: HTMLDialogElement): void {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(ownKeys) !== null) return;
    if (event.key === '?' || (event.shiftKey && event.code === 'Slash' && event.key === ',')) {
      // On a Russian layout the key of «?» gives a comma.
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    }
    if (event.shiftKey) return;
    if (event.key === 'ArrowLeft') this.#follow('prev', event);
    if (event.key === 'ArrowRight') this.#follow('next', event);
  }

  #follow(rel: 'prev' | 'next', event: KeyboardEvent): void {
    const link = document.querySelector(`main a[rel='${rel}']`);
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    link.click();
  }
}

customElements.define('lab-shortcuts', LabShortcuts);
