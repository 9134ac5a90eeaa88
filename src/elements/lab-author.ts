import { type AuthorName, isPlainName } from '#protocol/author.ts';
import { ApiError } from '../client/api.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import type { RunSnapshot } from '../client/run-connection.ts';

/** `<lab-author>`: the name on the report and its group, changed in place. */
class LabAuthor extends HTMLElement {
  #leaving = new AbortController();
  #author: AuthorName | null = null;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    part(this, 'edit', HTMLButtonElement).addEventListener('click', () => this.#edit(), { signal });
    part(this, 'cancel', HTMLButtonElement).addEventListener('click', () => this.#close(), { signal });
    const form = part(this, 'form', HTMLFormElement);
    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        void this.#save();
      },
      { signal },
    );
    form.addEventListener('keydown', (event) => event.key === 'Escape' && this.#close(), { signal });
    const stop = labPageOf(this).run.subscribe((snapshot) => this.#show(snapshot));
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #show({ mode, state }: RunSnapshot): void {
    this.#author = state?.author ?? null;
    const edit = part(this, 'edit', HTMLButtonElement);
    edit.hidden = mode !== 'live';
    edit.textContent = this.#author === null ? 'Вписать имя' : 'Изменить';
    part(this, 'name', HTMLElement).textContent = this.#author === null ? '' : authorText(this.#author);
  }

  #edit(): void {
    this.#field('name').value = this.#author?.name ?? '';
    this.#field('group').value = this.#author?.group ?? '';
    this.#complain('');
    this.#toggle(true);
    this.#field('name').focus();
  }

  #close(): void {
    this.#toggle(false);
    part(this, 'edit', HTMLButtonElement).focus();
  }

  async #save(): Promise<void> {
    const name = this.#field('name').value.trim();
    const group = this.#field('group').value.trim();
    if (name === '') {
      this.#complain('Напишите фамилию и имя так, как их знает преподаватель.');
      return this.#field('name').focus();
    }
    if (!isPlainName(name + group)) return this.#complain('В имени есть невидимые знаки: наберите его с клавиатуры.');
    const save = part(this, 'save', HTMLButtonElement);
    save.disabled = true;
    try {
      await labPageOf(this).run.api.put('/api/author', { name, group });
      // The journal tells it too, a moment later.
      this.#author = { name, group };
      part(this, 'name', HTMLElement).textContent = authorText(this.#author);
      this.#close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#complain(`${error.message} ${error.hint}`);
    } finally {
      save.disabled = false;
    }
  }

  #toggle(edits: boolean): void {
    part(this, 'form', HTMLElement).hidden = !edits;
    part(this, 'line', HTMLElement).hidden = edits;
  }

  #complain(text: string): void {
    const problem = part(this, 'problem', HTMLElement);
    problem.textContent = text;
    problem.hidden = text === '';
    this.#field('name').setAttribute('aria-invalid', String(text !== ''));
  }

  #field(name: 'name' | 'group'): HTMLInputElement {
    const field = part(this, 'form', HTMLFormElement).elements.namedItem(name);
    if (field instanceof HTMLInputElement) return field;
    throw new Error(`<lab-author> has no field «${name}»`);
  }
}

function authorText({ name, group }: AuthorName): string {
  return group === '' ? name : `${name}, ${group}`;
}

customElements.define('lab-author', LabAuthor);
