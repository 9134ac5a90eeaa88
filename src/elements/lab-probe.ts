import type { ProbeStatus } from '#protocol/probe.ts';
import { ApiError } from '../client/api.ts';
import { durationText } from '#protocol/words/elapsed.ts';
import { createClickGuard } from '../client/click-guard.ts';
import { presentOutage } from '../client/fault/present-outage.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import type { RunSnapshot } from '../client/run-connection.ts';

/** The server waits for the writer's first connection. */
const deadline = 30_000;

/** `<lab-probe>`: starts and stops the probe, and shows its counters. */
class LabProbe extends HTMLElement {
  #leaving = new AbortController();
  /** A refusal stays until the probe's state has changed. */
  #refusal: { readonly words: string; readonly state: string } | null = null;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const deed of ['start', 'stop'] as const) {
      const isFirst = createClickGuard();
      part(this, deed, HTMLButtonElement).addEventListener(
        'click',
        (event) => {
          if (isFirst(event)) void this.#ask(deed);
        },
        { signal },
      );
    }
    const stop = labPageOf(this).run.subscribe((snapshot) => this.#show(snapshot));
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #show({ mode, state }: RunSnapshot): void {
    const status = state?.probe ?? null;
    const phase = status === null ? 'none' : status.state;
    const outage = presentOutage(status);
    this.dataset.state = outage === null ? phase : 'broken';
    if (this.#refusal !== null && this.#refusal.state !== phase) this.#refusal = null;
    for (const name of ['acked', 'failed', 'unknown'] as const) {
      setText(part(this, name, HTMLElement), String(status?.[name] ?? 0));
    }
    setText(part(this, 'outage', HTMLElement), outage === null ? '—' : durationText(outage));
    setText(part(this, 'state', HTMLElement), wordsOf(status, mode));
    setText(part(this, 'problem', HTMLElement), this.#refusal?.words ?? status?.problem ?? '');
    const live = mode === 'live';
    part(this, 'start', HTMLButtonElement).disabled = !live || (phase !== 'none' && phase !== 'ended');
    part(this, 'stop', HTMLButtonElement).disabled = !live || (phase !== 'writing' && phase !== 'starting');
  }

  async #ask(deed: 'start' | 'stop'): Promise<void> {
    const { run } = labPageOf(this);
    const button = part(this, deed, HTMLButtonElement);
    button.disabled = true;
    try {
      await run.api.post(`/api/probe/${deed}`, {}, { deadline });
      this.#refusal = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const state = run.snapshot.state?.probe?.state ?? 'none';
      this.#refusal = { words: `${error.title}. ${error.message} ${error.hint}`, state };
    }
    this.#show(run.snapshot);
  }
}

function wordsOf(status: ProbeStatus | null, mode: RunSnapshot['mode']): string {
  if (status === null) return mode === 'reading' ? 'пишет во время аварии' : 'ещё не писал';
  switch (status.state) {
    case 'starting':
      return 'подключается…';
    case 'writing':
      return 'пишет';
    case 'reading-back':
      return 'остановлен, строки сверяются…';
    case 'ended':
      return 'остановлен, строки сверены';
  }
}

/** A text that did not change is left alone: a screen reader would read it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('lab-probe', LabProbe);
