import { type AnswerSaver, createAnswerSaver, type SaveState } from '../client/answer-saver.ts';
import { ApiError } from '../client/api.ts';
import { type DraftStore, openDraft } from '../client/draft.ts';
import { keepLocally, keptLocally } from '../client/keep.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import type { RunSnapshot } from '../client/run-connection.ts';

/** Letters of an own answer after which the model answer may be opened. */
const ownAnswerLength = 20;

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit' });

/** `<lab-question question="…">` saves an answer as it is written and opens the model one after it. */
class LabQuestion extends HTMLElement {
  #leaving = new AbortController();
  #runId: string | null = null;
  #saver: AnswerSaver | null = null;
  #draft: DraftStore | null = null;
  #opened = false;

  get #id(): string {
    return this.getAttribute('question') ?? '';
  }

  get #field(): HTMLTextAreaElement {
    return part(this, 'text', HTMLTextAreaElement);
  }

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#field.addEventListener('input', () => this.#typed(), { signal });
    this.#field.addEventListener('blur', () => void this.#saver?.flush(false), { signal });
    addEventListener('pagehide', () => void this.#saver?.flush(true), { signal });
    part(this, 'open', HTMLButtonElement).addEventListener('click', () => void this.#open(), { signal });
    part(this, 'take-theirs', HTMLElement).addEventListener('click', () => this.#settle(false), { signal });
    part(this, 'keep-mine', HTMLElement).addEventListener('click', () => this.#settle(true), { signal });
    const stop = labPageOf(this).run.subscribe((snapshot) => this.#show(snapshot));
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    void this.#saver?.flush(true);
    this.#saver?.dispose();
    this.#leaving.abort();
  }

  #show({ mode, state }: RunSnapshot): void {
    if (mode === 'reading') return this.#beginReading();
    if (state === null) return;
    const answer = state.answers[this.#id] ?? { text: '', opened: false };
    if (state.id !== this.#runId) this.#begin(state.id, answer.text);
    else if (this.#saver !== null) this.#receive(answer.text);
    if (answer.opened) this.#showModel();
    this.#showOpening();
  }

  /** Without a server an answer is the reader's own, and kept in this browser. */
  #beginReading(): void {
    if (this.#runId !== null) return;
    const key = `lab-answer:${this.#id}`;
    this.#begin('reading', keptLocally(key) ?? '', async (text) => {
      keepLocally(key, text);
      this.#draft?.write(null);
    });
    this.#showOpening();
  }

  #begin(
    runId: string,
    text: string,
    send = (next: string, leaving: boolean): Promise<void> => this.#send(next, leaving),
  ): void {
    this.#saver?.dispose();
    this.#runId = runId;
    const draftStore = openDraft(runId, this.#id);
    this.#draft = draftStore;
    const draft = draftStore.read();
    const saver = createAnswerSaver({
      base: draft?.base ?? text,
      send,
      changed: (save) => this.#showSave(save),
    });
    this.#saver = saver;
    this.#field.value = draft?.text ?? text;
    this.#field.disabled = false;
    if (draft !== null) saver.type(draft.text);
    this.#receive(text);
  }

  #receive(text: string): void {
    const verdict = this.#saver?.receive(text);
    if (verdict === 'take') this.#field.value = text;
    if (verdict === 'ask') part(this, 'theirs', HTMLElement).textContent = text;
    if (verdict !== 'leave') part(this, 'conflict', HTMLElement).hidden = verdict !== 'ask';
  }

  #typed(): void {
    if (this.#saver === null) return;
    this.#draft?.write({ text: this.#field.value, base: this.#saver.base });
    this.#saver.type(this.#field.value);
    this.#showOpening();
  }

  #settle(mine: boolean): void {
    part(this, 'conflict', HTMLElement).hidden = true;
    if (!mine) {
      this.#field.value = part(this, 'theirs', HTMLElement).textContent ?? '';
      this.#draft?.write(null);
    }
    this.#saver?.settle(mine);
    this.#field.focus();
    this.#showOpening();
  }

  async #send(text: string, leaving: boolean): Promise<void> {
    const path = `/api/answers/${encodeURIComponent(this.#id)}`;
    await labPageOf(this).run.api.put(path, { text }, { keepalive: leaving });
    if (this.#field.value === text) this.#draft?.write(null);
  }

  #showSave(save: SaveState): void {
    const words = part(this, 'saved', HTMLElement);
    words.dataset.state = save.kind;
    if (save.kind === 'saved')
      words.textContent =
        this.#runId === 'reading' ? 'Сохранено в этом браузере' : `Сохранено в ${clock.format(save.at)}`;
    if (save.kind === 'clean') words.textContent = '';
    if (save.kind === 'failed') words.textContent = `Пока не сохранено. ${save.reason} Попробуем ещё раз сами.`;
  }

  #showOpening(): void {
    const enough = this.#field.value.trim().length >= ownAnswerLength;
    part(this, 'open', HTMLButtonElement).disabled = !enough && !this.#opened;
    part(this, 'why', HTMLElement).hidden = enough || this.#opened;
  }

  #showModel(): void {
    this.#opened = true;
    part(this, 'model', HTMLElement).hidden = false;
    const button = part(this, 'open', HTMLButtonElement);
    button.ariaExpanded = 'true';
    button.hidden = true;
  }

  async #open(): Promise<void> {
    this.#showModel();
    part(this, 'why', HTMLElement).hidden = true;
    part(this, 'model', HTMLElement).focus();
    const { run } = labPageOf(this);
    if (run.snapshot.mode !== 'live') return;
    try {
      await this.#saver?.flush(false);
      await run.api.post(`/api/answers/${encodeURIComponent(this.#id)}/opened`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#showSave({ kind: 'failed', reason: `${error.message} ${error.hint}` });
    }
  }
}

customElements.define('lab-question', LabQuestion);
