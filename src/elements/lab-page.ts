import { createApi } from '../client/api.ts';
import { type RunConnection, connectToRun } from '../client/run-connection.ts';
import { sleepWhileHidden } from '../client/tab-sleep.ts';
import { type Timeline, createTimeline } from '../client/timeline.ts';
import { type TerminalHub, createTerminalHub } from '../client/terminal-hub.ts';
import { type TokenStore, openTokenStore } from '../client/token.ts';

/**
 * `<lab-page step="…">` wraps a page's body and owns its connection to the run;
 * `data-mode` tells the style sheet how things stand.
 */
export class LabPage extends HTMLElement {
  readonly tokens: TokenStore = openTokenStore({ location, history, storage: () => localStorage });
  readonly terminals: TerminalHub = createTerminalHub();
  #run: RunConnection | null = null;
  #timeline: Timeline | null = null;
  #leaving = new AbortController();

  /** The step that this page shows, or null. */
  get step(): string | null {
    return this.getAttribute('step');
  }

  /** The connection to the run; it begins with the first use. */
  get run(): RunConnection {
    if (this.#run === null) {
      const token = () => this.tokens.read();
      this.#run = connectToRun({ api: createApi({ token }), token, step: this.step });
      const run = this.#run;
      run.subscribe(({ mode }) => {
        this.dataset.mode = mode;
        if (mode === 'refused' && this.tokens.fallBack()) run.reconnect();
      });
    }
    return this.#run;
  }

  /** The run's events for the time strip and the measurements; they are loaded with the first use. */
  get timeline(): Timeline {
    this.#timeline ??= createTimeline({ run: this.run, schedule: (work) => requestAnimationFrame(work) });
    return this.#timeline;
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
