import { keepLocally } from '../client/keep.ts';
import { part } from '../client/part.ts';

const system = matchMedia('(prefers-color-scheme: dark)');

/** `<lab-theme>` changes between light and dark; a choice that equals the system's is not kept. */
class LabTheme extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.querySelector('button')?.addEventListener('click', () => this.#toggle(), { signal });
    system.addEventListener('change', () => this.#apply(systemTheme(), null), { signal });
    this.#say();
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #toggle(): void {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    this.#apply(next, next === systemTheme() ? null : next);
  }

  #apply(theme: 'light' | 'dark', kept: string | null): void {
    document.documentElement.dataset.theme = theme;
    keepLocally('lab-theme', kept);
    this.#say();
  }

  #say(): void {
    const dark = document.documentElement.dataset.theme === 'dark';
    part(this, 'words', HTMLElement).textContent = dark ? 'Светлая тема' : 'Тёмная тема';
  }
}

function systemTheme(): 'light' | 'dark' {
  return system.matches ? 'dark' : 'light';
}

customElements.define('lab-theme', LabTheme);
