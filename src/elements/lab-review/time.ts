import type { JournalEvent } from '#protocol/journal.ts';
import { isOfTimeline } from '#protocol/timeline.ts';
import type { StripPanel } from '../lab-strip/strip-panel.ts';
import { contentOf } from './make.ts';

/** Events that the strip takes in one frame: more would be felt. */
const inOneFrame = 4_000;

/** The time strip of a report. */
export type ReportTime = { readonly element: HTMLElement; showMoment(at: number): void; dispose(): void };

/** Makes the strip; its code comes, and its past is read, once it is seen. */
export function openTime(root: HTMLElement, events: readonly JournalEvent[]): ReportTime {
  const element = stripOf(root);
  const past = events.filter(({ body }) => isOfTimeline(body.kind));
  const leaving = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Pick<StripPanel, 'show' | 'rest'>>();
  let opened = false;

  async function open(): Promise<void> {
    opened = true;
    const { openStripPanel } = await import('../lab-strip/strip-panel.ts');
    if (leaving.signal.aborted) return;
    const panel = openStripPanel(element);
    leaving.signal.addEventListener('abort', () => panel.dispose());
    panel.live(false);
    panel.seen(true);
    for (let end = inOneFrame; ; end += inOneFrame) {
      panel.take(past.slice(0, end), end < past.length ? 'loading' : 'ready');
      if (end >= past.length || leaving.signal.aborted) break;
      await new Promise((next) => {
        requestAnimationFrame(next);
      });
    }
    const [first, last] = [past[0], past.at(-1)];
    if (first !== undefined && last !== undefined) {
      panel.show(first.at, last.at);
      panel.rest(first.at);
    }
    resolve(panel);
  }

  async function showWhenReady(at: number): Promise<void> {
    const panel = await promise;
    panel.show(at - 5_000, at + 5_000);
    panel.rest(at);
  }

  const sight = new IntersectionObserver((seen) => {
    if (opened || seen.at(-1)?.isIntersecting !== true) return;
    sight.disconnect();
    void open().catch((error: unknown) => reportError(error));
  });
  sight.observe(element);

  return {
    element,
    showMoment(at) {
      if (!opened) void open().catch((error: unknown) => reportError(error));
      void showWhenReady(at);
    },
    dispose() {
      leaving.abort();
      sight.disconnect();
    },
  };
}

/** The strip's markup in a plain element: `<lab-strip>` itself would follow the run of a page, and this page has none. */
function stripOf(root: HTMLElement): HTMLElement {
  const strip = contentOf(root, 'time-strip').firstElementChild;
  if (strip === null) throw new Error('the template of the time strip is empty');
  const element = document.createElement('div');
  for (const { name, value } of strip.attributes) element.setAttribute(name, value);
  element.append(...[...strip.childNodes].map((node) => document.importNode(node, true)));
  return element;
}
