import { type HiddenPlaces, parseHiddenPreview } from '#protocol/hidden-kinds.ts';
import { plural } from '#protocol/words/plural.ts';
import { ApiError } from '../../client/api.ts';
import { labPageOf } from '../../client/lab-page-context.ts';
import { part } from '../../client/part.ts';

/** Milliseconds that going through a whole run may take. */
const deadline = 60_000;

/** `<lab-hidden-preview>`: counts what a report that is made now would hide, and keeps what the student leaves in. */
class LabHiddenPreview extends HTMLElement {
  #leaving = new AbortController();
  #live = false;
  #busy = false;
  /** Something was hidden while the answer was on its way. */
  #stale = false;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener('change', ({ target }) => void this.#choose(target), { signal });
    // Meanwhile something may have been done in the steps.
    document.addEventListener('visibilitychange', () => void (document.hidden || this.#count()), { signal });
    labPageOf(this).addEventListener('text-hidden', () => void this.#count(), { signal });
    const stop = labPageOf(this).run.subscribe(({ mode }) => {
      const was = this.#live;
      this.#live = mode === 'live';
      if (this.#live && !was) void this.#count();
      if (!this.#live) this.#allow(false);
    });
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  async #count(): Promise<void> {
    this.#stale = this.#busy;
    await this.#ask(() => labPageOf(this).run.api.get('/api/report/hidden', { deadline }));
  }

  async #choose(target: EventTarget | null): Promise<void> {
    if (!(target instanceof HTMLInputElement)) return;
    const kind = target.closest('li')?.dataset.kind;
    const kept = !target.checked;
    const done = await this.#ask(() => labPageOf(this).run.api.put('/api/report/hidden', { kind, kept }, { deadline }));
    // What was not kept is not shown as chosen.
    if (!done) target.checked = kept;
    target.focus();
  }

  /** Shows the answer; false when there was none. */
  async #ask(question: () => Promise<unknown>): Promise<boolean> {
    if (!this.#live || this.#busy) return false;
    this.#busy = true;
    this.#allow(false);
    this.#say('', false);
    let done = false;
    try {
      for (const places of parseHiddenPreview(await question()).kinds) this.#show(places);
      done = true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#say(`${error.title}. ${error.message} ${error.hint}`, true);
    } finally {
      this.#busy = false;
      this.#allow(this.#live);
    }
    if (this.#stale) await this.#count();
    return done;
  }

  #show({ kind, places, texts, mark, kept }: HiddenPlaces): void {
    const row = this.querySelector(`[data-kind="${kind}"]`);
    if (row === null) return;
    part(row, 'places', HTMLElement).textContent = placesText(places, mark, kept);
    const hide = row.querySelector('input');
    if (hide === null) return;
    hide.checked = !kept;
    const told = part(row, 'texts', HTMLElement);
    told.textContent = texts.join(', ');
    told.hidden = texts.length === 0;
  }

  #allow(may: boolean): void {
    for (const hide of this.querySelectorAll('input')) hide.disabled = !may;
  }

  #say(text: string, isProblem: boolean): void {
    const outcome = part(this, 'outcome', HTMLElement);
    outcome.textContent = text;
    outcome.dataset.problem = String(isProblem);
  }
}

function placesText(places: number, mark: string, kept: boolean): string {
  if (places === 0) return 'не встречается';
  const count = plural(places, 'место', 'места', 'мест');
  return kept ? `${count}, останется как есть` : `${count} → ${mark}`;
}

customElements.define('lab-hidden-preview', LabHiddenPreview);
