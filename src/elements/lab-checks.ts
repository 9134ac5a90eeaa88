import type { CheckResult } from '#protocol/check.ts';
import type { RunState } from '#protocol/run.ts';
import { ApiError } from '../client/api.ts';
import { type Attempts, newlyEnded, openAttempts, triesBeforeCommand } from '../client/attempts.ts';
import { fillHint, viewCheck } from '../client/check-view.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { parseCheckResult } from '../client/parse-run.ts';
import { part } from '../client/part.ts';
import { plural } from '#protocol/words/plural.ts';
import type { RunSnapshot } from '../client/run-connection.ts';

/** A check may ask several machines; the server answers within its own deadlines. */
const askDeadline = 40_000;

/** `<lab-checks>` shows the answers of a step's checks as they come, and hints that grow one by one. */
class LabChecks extends HTMLElement {
  #leaving = new AbortController();
  #before: RunState | null = null;
  #mode: RunSnapshot['mode'] = 'connecting';
  #attempts: Attempts | null = null;
  /** Hints opened where no server keeps them. */
  readonly #opened = new Map<string, number>();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run } = labPageOf(this);
    this.addEventListener('click', (event) => this.#click(event), { signal });
    signal.addEventListener(
      'abort',
      run.subscribe((snapshot) => this.#show(snapshot)),
    );
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  get #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[data-check]')];
  }

  #show({ mode, state }: RunSnapshot): void {
    this.#mode = mode;
    if (state !== null && state.id !== this.#before?.id) this.#attempts = openAttempts(state.id);
    const ended = state === null ? [] : newlyEnded(this.#before, state);
    const passed: string[] = [];
    for (const item of this.#items) {
      const id = item.dataset.check ?? '';
      const result = state?.checks.find((check) => check.id === id) ?? null;
      if (result?.outcome === 'not-yet') for (const _ of ended) this.#attempts?.add(id);
      const before = this.#before;
      const isNew = before !== null && state?.everPassed.includes(id) === true && !before.everPassed.includes(id);
      if (isNew) passed.push(item.querySelector('h3')?.textContent ?? '');
      this.#showOne(item, id, result, state);
    }
    const all = this.#items.length;
    const done = this.#items.filter((item) => item.dataset.mark === 'done').length;
    part(this, 'count', HTMLElement).textContent =
      state === null ? plural(all, 'проверка', 'проверки', 'проверок') : `${done} из ${all}`;
    if (passed.length > 0) {
      part(this, 'announce', HTMLElement).textContent =
        `Выполнено: ${passed.join('; ')}. ${done === all ? 'Все проверки шага выполнены.' : `${done} из ${all}.`}`;
    }
    this.#before = state;
  }

  #showOne(item: HTMLElement, id: string, result: CheckResult | null, state: RunState | null): void {
    const view = viewCheck(result, state?.everPassed.includes(id) ?? false);
    item.dataset.mark = view.mark;
    item.dataset.outcome = result?.outcome ?? 'none';
    const inBar = this.querySelector<HTMLElement>(`[data-mark-of='${CSS.escape(id)}']`);
    if (inBar !== null) inBar.dataset.mark = view.mark;
    part(item, 'word', HTMLElement).textContent =
      state === null && this.#mode !== 'connecting' ? 'проверяется, когда лаборатория запущена' : view.word;
    part(item, 'message', HTMLElement).textContent = view.message;
    part(item, 'evidence', HTMLElement).hidden = result === null || result.observed + result.expected === '';
    part(item, 'observed', HTMLElement).textContent = result?.observed ?? '';
    part(item, 'expected', HTMLElement).textContent = result?.expected ?? '';
    const ask = part(item, 'ask', HTMLButtonElement);
    ask.hidden = this.#mode !== 'live';
    this.#showHints(item, id, view.mark === 'done', state);
  }

  #showHints(item: HTMLElement, id: string, done: boolean, state: RunState | null): void {
    const open = Math.max(state?.hints[id] ?? 0, this.#opened.get(id) ?? 0);
    for (const hint of item.querySelectorAll<HTMLElement>('[data-hint]')) {
      hint.hidden = Number(hint.dataset.hint) > open;
    }
    for (const code of item.querySelectorAll<HTMLElement>('[data-template]')) {
      code.textContent = fillHint(code.dataset.template ?? '', state?.placeholders ?? null);
    }
    const tries = this.#attempts?.of(id) ?? 0;
    const locked = open === 2 && !done && this.#mode === 'live' && tries < triesBeforeCommand;
    for (const more of item.querySelectorAll<HTMLElement>('[data-more]')) {
      more.hidden = Number(more.dataset.more) !== open + 1 || done || locked;
    }
    const words = part(item, 'locked', HTMLElement);
    words.hidden = !locked || item.querySelector('[data-more="3"]') === null;
    const left = triesBeforeCommand - tries;
    words.textContent = `Точная команда откроется ещё через ${plural(left, 'попытку', 'попытки', 'попыток')}.`;
  }

  #click(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const item = button?.closest<HTMLElement>('[data-check]');
    const id = item?.dataset.check;
    if (button === null || item === null || item === undefined || id === undefined) return;
    if (button.dataset.part === 'ask') void this.#ask(item, id, button);
    if (button.dataset.more !== undefined) void this.#openHint(item, id, Number(button.dataset.more));
  }

  async #ask(item: HTMLElement, id: string, button: HTMLButtonElement): Promise<void> {
    if (button.ariaDisabled === 'true') return;
    const text = button.textContent;
    button.ariaDisabled = 'true';
    button.textContent = 'Проверяем…';
    const { run } = labPageOf(this);
    try {
      const answer = await run.api.post(`/api/checks/${encodeURIComponent(id)}`, {}, { deadline: askDeadline });
      const result = parseCheckResult(answer);
      if (result.outcome === 'not-yet') this.#attempts?.add(id);
      this.#showOne(item, id, result, run.snapshot.state);
      const view = viewCheck(result, false);
      part(this, 'announce', HTMLElement).textContent = `${view.word} ${view.message}`;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      part(item, 'word', HTMLElement).textContent = `${error.title}.`;
      part(item, 'message', HTMLElement).textContent = `${error.message} ${error.hint}`;
      item.dataset.outcome = 'could-not-run';
    } finally {
      button.ariaDisabled = null;
      button.textContent = text;
    }
  }

  async #openHint(item: HTMLElement, check: string, level: number): Promise<void> {
    this.#opened.set(check, level);
    const { run } = labPageOf(this);
    this.#showHints(item, check, item.dataset.mark === 'done', run.snapshot.state);
    const hint = item.querySelector<HTMLElement>(`[data-hint='${level}']`);
    // The button that had the focus is gone: the hint takes it, so that it is read out.
    hint?.setAttribute('tabindex', '-1');
    hint?.focus();
    if (run.snapshot.mode !== 'live') return;
    try {
      await run.api.post('/api/hints', { check, level });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      console.info('That the hint was opened could not be recorded', error);
    }
  }
}

customElements.define('lab-checks', LabChecks);
