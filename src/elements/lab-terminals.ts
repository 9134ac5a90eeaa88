import { labPageOf } from '../client/lab-page-context.ts';
import { keepLocally, keptLocally } from '../client/keep.ts';
import { part } from '../client/part.ts';
import { warnBeforeLeaving } from '../client/leaving.ts';
import { platformOf } from '../client/terminal-keys.ts';
import { LabTerminal } from './lab-terminal.ts';

/** `<lab-terminals>`: the step's terminals in tabs, one panel at a time. */
export class LabTerminals extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { terminals } = labPageOf(this);
    const tabs = this.#tabs();
    for (const tab of tabs) tab.addEventListener('click', () => this.#select(tab), { signal });
    this.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    const stops = [
      terminals.onShow((name) => this.#reveal(name)),
      terminals.subscribe(() => this.#markBusy()),
      warnBeforeLeaving(() => this.#terminals().some(({ name }) => terminals.activity(name)?.at === 'running')),
    ];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
    });
    if (platformOf(navigator.userAgent) === 'mac') this.#sayForMac();
    const kept = keptLocally(this.#tabKey);
    const remembered = tabs.find(({ id }) => id === kept);
    if (remembered !== undefined) this.#select(remembered);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  /** Names and titles of this step's terminals. */
  get choices(): readonly { readonly name: string; readonly title: string }[] {
    return this.#terminals().map((terminal) => ({
      name: terminal.name,
      title: terminal.dataset.title ?? terminal.name,
    }));
  }

  #terminals(): LabTerminal[] {
    return [...this.querySelectorAll('lab-terminal')].filter((element) => element instanceof LabTerminal);
  }

  #tabs(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role="tab"]')];
  }

  #select(chosen: HTMLElement): void {
    for (const tab of this.#tabs()) {
      const selected = tab === chosen;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
      if (panel) panel.hidden = !selected;
    }
    keepLocally(this.#tabKey, chosen.id);
  }

  get #tabKey(): string {
    return `lab-tab-${this.dataset.step ?? ''}`;
  }

  #reveal(name: string): void {
    const tab = this.#tabs().find(({ dataset }) => dataset.terminals?.split(' ').includes(name));
    if (tab !== undefined && tab.getAttribute('aria-selected') !== 'true') this.#select(tab);
  }

  #onKey(event: KeyboardEvent): void {
    const tabs = this.#tabs();
    const here = tabs.findIndex((tab) => tab === event.target);
    if (here === -1) return;
    const last = tabs.length - 1;
    const next = {
      ArrowLeft: here === 0 ? last : here - 1,
      ArrowRight: here === last ? 0 : here + 1,
      Home: 0,
      End: last,
    };
    const target = Object.entries(next).find(([key]) => key === event.key)?.[1];
    const tab = target === undefined ? undefined : tabs[target];
    if (tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#select(tab);
    tab.focus();
  }

  /** A dot on the tab whose terminal runs something while another one is looked at. */
  #markBusy(): void {
    const { terminals } = labPageOf(this);
    for (const tab of this.#tabs()) {
      const names = tab.dataset.terminals?.split(' ') ?? [];
      tab.toggleAttribute(
        'data-busy',
        names.some((name) => terminals.activity(name)?.at === 'running'),
      );
    }
  }

  #sayForMac(): void {
    part(this, 'copy-help', HTMLElement).replaceChildren(
      keyCap('⌘C'),
      ' — копировать выделенное, ',
      keyCap('Ctrl+C'),
      ' — прервать',
    );
    for (const key of part(this, 'help', HTMLElement).querySelectorAll('kbd')) {
      if (key.textContent === 'Ctrl+Shift+V') key.textContent = '⌘V';
    }
  }
}

function keyCap(text: string): HTMLElement {
  const key = document.createElement('kbd');
  key.textContent = text;
  return key;
}

customElements.define('lab-terminals', LabTerminals);

declare global {
  interface HTMLElementTagNameMap {
    'lab-terminals': LabTerminals;
  }
}
