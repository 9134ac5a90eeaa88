import { createApi } from '../client/api.ts';
import type { RecordedPage } from '../client/reading/recorded-page.ts';
import { type RunConnection, connectToRun } from '../client/run-connection.ts';
import { sleepWhileHidden } from '../client/tab-sleep.ts';
import { type Timeline, createTimeline } from '../client/timeline.ts';
import { type TerminalHub, createTerminalHub } from '../client/terminal-hub.ts';
import { type TokenStore, openTokenStore } from '../client/token.ts';

/**
 * `<lab-page step="…">` wraps a page's body and owns its connection to the run;
 * `data-mode` tells the style sheet how things stand, `data-settled` that it was known once,
 * `data-reference` where the recorded run lies.
 */
export class LabPage extends HTMLElement {
  readonly tokens: TokenStore = openTokenStore({ location, history, storage: () => localStorage });
  readonly terminals: TerminalHub = createTerminalHub();
  #run: RunConnection | null = null;
  #timeline: Timeline | null = null;
  #recorded: RecordedPage | null = null;
  #leaving = new AbortController();

  /** The step that this page shows, or null. */
  get step(): string | null {
    return this.getAttribute('step');
  }

  /** The connection to the run; it begins with the first use. */
  get run(): RunConnection {
    if (this.#run === null) {
      const token = () => this.tokens.read();
      const openRecord = () => this.#openRecord();
      this.#run = connectToRun({ api: createApi({ token }), token, step: this.step, openRecord });
      const run = this.#run;
      run.subscribe(({ mode }) => {
        this.dataset.mode = mode;
        if (mode !== 'connecting') this.dataset.settled = '';
        if (mode === 'refused' && this.tokens.fallBack()) run.reconnect();
      });
    }
    return this.#run;
  }

  /** The run's events for the time strip and the measurements; they are loaded with the first use. */
  get timeline(): Timeline {
    this.#timeline ??= createTimeline({
      run: this.run,
      recorded: async () => (await this.#recorded?.journal()) ?? [],
      schedule: (work) => requestAnimationFrame(work),
    });
    return this.#timeline;
  }

  /** The recorded run that this step's page shows where no server answers; null while there is none to show. */
  get recorded(): RecordedPage | null {
    return this.#recorded;
  }

  async #openRecord(): Promise<RecordedPage | null> {
    const base = this.dataset.reference;
    if (this.step === null || base === undefined) return null;
    try {
      const { openRecordedPage } = await import('../client/reading/recorded-page.ts');
      this.#recorded?.dispose();
      this.#recorded = await openRecordedPage(base, this.step, {
        now: () => performance.now(),
        next: (frame) => requestAnimationFrame(frame),
        cancel: (handle) => cancelAnimationFrame(handle),
      });
      return this.#recorded;
    } catch (error) {
      console.info('The recorded run could not be read', error);
      return null;
    }
  }

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const run = this.run;
    sleepWhileHidden(run, signal);
    // A link with a new token, opened in this tab or in another one.
    addEventListener('hashchange', () => this.tokens.take() && run.reconnect(), { signal });
    addEventListener(
      'storage',
      ({ key }) => {
        if (key === 'lab-token' && run.snapshot.mode !== 'live') run.reconnect();
      },
      { signal },
    );
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#timeline?.dispose();
    this.#timeline = null;
    this.#recorded?.dispose();
    this.#recorded = null;
    this.#run?.dispose();
    this.#run = null;
  }
}

customElements.define('lab-page', LabPage);

declare global {
  interface HTMLElementTagNameMap {
    'lab-page': LabPage;
  }
}
