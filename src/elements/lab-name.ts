import { neutralNames } from '#protocol/placeholder.ts';
import { labPageOf } from '../client/lab-page-context.ts';

/** `<lab-name data-of="leader">`: the name as the cluster has it now, a neutral word while it is not known. */
class LabName extends HTMLElement {
  #stop: () => void = () => undefined;

  connectedCallback(): void {
    const neutral = this.textContent;
    const name = Object.keys(neutralNames).find((known) => known === this.dataset.of);
    this.#stop = labPageOf(this).run.subscribe(({ state }) => {
      const values: Readonly<Record<string, string | null>> = state?.placeholders ?? {};
      const value = name === undefined ? null : (values[name] ?? null);
      const text = value ?? neutral;
      if (this.textContent === text) return;
      this.textContent = text;
      this.toggleAttribute('data-known', value !== null);
      this.title = value === null ? '' : 'Так сейчас в вашем кластере';
    });
  }

  disconnectedCallback(): void {
    this.#stop();
  }
}

customElements.define('lab-name', LabName);
