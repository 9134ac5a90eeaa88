import { neutralNames } from '#protocol/placeholder.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { namesBetween } from '../client/reading/names-between.ts';

/** `<lab-name data-of="leader">`: the name as the cluster has it now, a neutral word while it is not known. */
class LabName extends HTMLElement {
  #stop: () => void = () => undefined;

  connectedCallback(): void {
    const neutral = this.textContent;
    const name = Object.keys(neutralNames).find((known) => known === this.dataset.of);
    const page = labPageOf(this);
    this.#stop = page.run.subscribe(({ state }) => {
      const { recorded } = page;
      const values: Readonly<Record<string, string | null>> =
        (recorded === null ? state?.placeholders : namesBetween(recorded.step, this.#commandsBefore())) ?? {};
      const value = name === undefined ? null : (values[name] ?? null);
      const text = value ?? neutral;
      if (this.textContent === text) return;
      this.textContent = text;
      this.toggleAttribute('data-known', value !== null);
      const source = recorded === null ? 'Так сейчас в вашем кластере' : 'Так было в записи в эту минуту';
      this.title = value === null ? '' : source;
    });
  }

  /** The step's commands that stand before this name on the page. */
  #commandsBefore(): string[] {
    return [...document.querySelectorAll<HTMLElement>('lab-command[data-command]')].flatMap((command) =>
      command.compareDocumentPosition(this) & Node.DOCUMENT_POSITION_FOLLOWING ? (command.dataset.command ?? []) : [],
    );
  }

  disconnectedCallback(): void {
    this.#stop();
  }
}

customElements.define('lab-name', LabName);
