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
    showCurrent(this);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }
}

/** Scrolls the list, and nothing around it, to the step that is open. */
function showCurrent(menu: Element): void {
  const list = menu.querySelector('nav');
  const current = menu.querySelector('nav [aria-current]');
  if (list === null || current === null) return;
  const { top, height } = current.getBoundingClientRect();
  list.scrollTop += top - list.getBoundingClientRect().top - (list.clientHeight - height) / 2;
}

customElements.define('lab-menu', LabMenu);
