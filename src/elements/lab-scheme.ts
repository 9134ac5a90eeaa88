import type { PlaceholderValues } from '#protocol/placeholder.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';

/** `<lab-scheme>` puts the names and ports of the reader's own cluster into the drawing once they are known. */
class LabScheme extends HTMLElement {
  #unsubscribe = () => {};

  connectedCallback(): void {
    const page = labPageOf(this);
    this.#unsubscribe = page.run.subscribe(
      ({ state }) => state !== null && this.#show(state.placeholders, page.recorded !== null),
    );
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
  }

  #show(values: PlaceholderValues, recorded: boolean): void {
    const known = new Map(Object.entries(values));
    const places = [...this.querySelectorAll<SVGTextElement>('[data-name]')];
    const names = places.flatMap(({ dataset }) => known.get(dataset.name ?? '') ?? []);
    // Each of the two drawings names two nodes: all or none, and never one node twice.
    if (names.length < places.length || new Set(names).size < 2) return;
    for (const place of places) place.textContent = known.get(place.dataset.name ?? '') ?? null;
    for (const place of this.querySelectorAll<SVGTextElement>('[data-port]')) {
      const port = known.get(place.dataset.port ?? '');
      place.textContent = typeof port === 'string' ? `:${port}` : '';
    }
    part(this, 'source', HTMLElement).textContent = recorded
      ? 'Имена узлов — из записи.'
      : 'Имена узлов — из вашего кластера.';
  }
}

customElements.define('lab-scheme', LabScheme);
