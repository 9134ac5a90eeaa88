import { movePanelBorder } from '../client/cluster/panel-border.ts';
import type { ClusterView } from '../client/cluster/cluster-view.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { type Remembered, rememberFlag } from '../client/remember.ts';

/** Screens on which the panel and the terminals are sheets at the lower edge. */
export const narrow = '(max-width: 859.98px)';

/** Where Alt+C is the reader's own: shells, editors, fields. */
const ownKeys = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), dialog, .xterm, .cm-editor';

/**
 * `<lab-cluster>` shows the state of the cluster: a line that is always seen, and a panel that opens under it.
 * What draws comes when the page is idle, or with the first opening.
 */
export class LabCluster extends HTMLElement {
  #leaving = new AbortController();
  #view: ClusterView | null = null;
  #isOpen = false;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const toggle = part(this, 'cluster-toggle', HTMLButtonElement);
    const turn = () => {
      this.open(!this.#isOpen);
      this.#kept.write(this.#isOpen);
    };
    toggle.addEventListener('click', turn, { signal });
    document.addEventListener(
      'keydown',
      (event) => {
        if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.code !== 'KeyC') return;
        if (event.target instanceof Element && event.target.closest(ownKeys) !== null) return;
        event.preventDefault();
        turn();
        toggle.focus();
      },
      { signal },
    );
    for (const button of this.querySelectorAll<HTMLElement>('[data-goto]')) {
      button.addEventListener('click', () => this.#goTo(button.dataset.goto ?? ''), { signal });
    }
    movePanelBorder(this, signal);
    this.open(this.#kept.read() && !this.#isNarrow);
    const { run } = labPageOf(this);
    let before = run.snapshot.mode;
    signal.addEventListener(
      'abort',
      run.subscribe(({ mode }) => {
        if (mode === before) return;
        before = mode;
        if (mode === 'reading') this.open(this.#kept.read() && !this.#isNarrow);
      }),
    );
    whenIdle(() => void this.#bringToLife(signal).catch((error: unknown) => reportError(error)), signal);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#view?.dispose();
    this.#view = null;
  }

  /** Opens or folds the panel, without keeping it for the next page. */
  open(open: boolean): void {
    this.#isOpen = open;
    this.toggleAttribute('open', open);
    part(this, 'cluster-toggle', HTMLButtonElement).setAttribute('aria-expanded', String(open));
    this.#view?.open(open);
    if (open && this.#isNarrow) this.dispatchEvent(new Event('lab-sheet-open', { bubbles: true }));
  }

  /**
   * Whether the reader wants the panel open. A step about a fault, and a record, have a memory of their own:
   * there the panel is open until the reader folds it.
   */
  get #kept(): Remembered<boolean> {
    const onFault = this.dataset.fault !== undefined;
    const onRecord = labPageOf(this).run.snapshot.mode === 'reading' && this.closest('lab-dock') !== null;
    const kind = onRecord ? '-record' : onFault ? '-fault' : '';
    return rememberFlag(`lab-cluster-open${kind}`, (onRecord || onFault) && !this.#isNarrow);
  }

  /** Scrolls the panel, and not the page, to one of its parts. */
  #goTo(id: string): void {
    const body = part(this, 'body', HTMLElement);
    const target = body.querySelector(`#${CSS.escape(id)}`);
    const head = body.querySelector('nav')?.clientHeight ?? 0;
    if (target === null) return;
    const top = body.scrollTop + target.getBoundingClientRect().top - body.getBoundingClientRect().top - head;
    body.scrollTo({ top, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }

  get #isNarrow(): boolean {
    return matchMedia(narrow).matches;
  }

  async #bringToLife(signal: AbortSignal): Promise<void> {
    const { createClusterView } = await import('../client/cluster/cluster-view.ts');
    if (signal.aborted) return;
    this.#view = createClusterView(this, labPageOf(this).run);
    this.#view.open(this.#isOpen);
  }
}

/** Safari has no idle callbacks. */
function whenIdle(work: () => void, signal: AbortSignal): void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(work, { timeout: 1_000 });
    signal.addEventListener('abort', () => cancelIdleCallback(handle));
  } else {
    const handle = setTimeout(work, 200);
    signal.addEventListener('abort', () => clearTimeout(handle));
  }
}

customElements.define('lab-cluster', LabCluster);

declare global {
  interface HTMLElementTagNameMap {
    'lab-cluster': LabCluster;
  }
}
