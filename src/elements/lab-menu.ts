import { part } from '../client/part.ts';

/** `<lab-menu>` folds the list of steps away on narrow screens, where the style sheet shows its button. */
class LabMenu extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const toggle = part(this, 'toggle', HTMLButtonElement);
    const menu = part(this, 'menu', HTMLElement);
    const show = (open: boolean) => {
      toggle.setAttribute('aria-expanded', String(open));
      menu.toggleAttribute('data-open', open);
    };
    toggle.addEventListener('click', () => show(toggle.getAttribute('aria-expanded') !== 'true'), { signal });
    this.addEventListener(
      'keydown',
      ({ key }) => {
        if (key !== 'Escape' || toggle.getAttribute('aria-expanded') !== 'true') return;
        show(false);
        toggle.focus();
      },
      { signal },
    );
    this.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }
}

customElements.define('lab-menu', LabMenu);
