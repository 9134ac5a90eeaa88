import { labPageOf } from '../client/lab-page-context.ts';
import type { LabPage } from './lab-page.ts';
import type { StripPanel } from './lab-strip/strip-panel.ts';

/** `<lab-strip>`: the time strip; its code and the run's past are fetched once it is seen. */
export class LabStrip extends HTMLElement {
  #leaving = new AbortController();
  #panel: StripPanel | null = null;
  /** The moment that it is to show as soon as it knows the run's past. */
  #wanted: number | null = null;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const sight = new IntersectionObserver((entries) => {
      const seen = entries.at(-1)?.isIntersecting ?? false;
      if (this.#panel !== null) this.#panel.seen(seen);
      else if (seen) void this.#open(signal).catch((error: unknown) => reportError(error));
    });
    sight.observe(this);
    signal.addEventListener('abort', () => sight.disconnect());
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#panel?.dispose();
    this.#panel = null;
  }

  /** Shows a stretch of time, with some air around it. */
  show(from: number, to: number): void {
    this.#panel?.show(from, to);
  }

  /** Points at a moment; a strip that is not there yet does so when it is. */
  goTo(at: number): void {
    this.#wanted = at;
    this.#goToWanted(labPageOf(this).timeline.state === 'ready');
  }

  #goToWanted(ready: boolean): void {
    if (!ready || this.#panel === null || this.#wanted === null) return;
    this.#panel.goTo(this.#wanted);
    this.#wanted = null;
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { openStripPanel } = await import('./lab-strip/strip-panel.ts');
    if (signal.aborted || this.#panel !== null) return;
    const page = labPageOf(this);
    const { run, timeline } = page;
    const panel = openStripPanel(this, (at) => page.recorded?.clock.seek(at));
    this.#panel = panel;
    const ends = [
      run.follow((event) => panel.heard(event)),
      run.subscribe(({ mode }) => panel.live(mode === 'live')),
      timeline.subscribe(() => {
        panel.take(timeline.events, timeline.state);
        this.#goToWanted(timeline.state === 'ready');
      }),
      followRecord(page, panel),
    ];
    signal.addEventListener('abort', () => {
      for (const end of ends) end();
    });
    panel.seen(true);
  }
}

/** Shows the recorded step first, then the moment to which the record is replayed. */
function followRecord(page: LabPage, panel: StripPanel): () => void {
  const stops: (() => void)[] = [];
  let shown = false;
  const stop = page.run.subscribe(() => {
    const { recorded, timeline } = page;
    if (recorded === null || stops.length > 0) return;
    const { clock, step } = recorded;
    stops.push(
      timeline.subscribe(() => {
        if (shown || timeline.state !== 'ready') return;
        shown = true;
        panel.show(step.from, step.until);
      }),
      clock.subscribe(() => panel.rest(clock.at)),
    );
  });
  return () => {
    stop();
    for (const end of stops) end();
  };
}

customElements.define('lab-strip', LabStrip);

declare global {
  interface HTMLElementTagNameMap {
    'lab-strip': LabStrip;
  }
}
