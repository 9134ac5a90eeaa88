import type { JournalEvent } from '#protocol/journal.ts';
import { type GrowingStrip, createStrip } from '#protocol/strip.ts';
import { part } from '../../client/part.ts';
import { laneNames } from '../../client/strip/draw.ts';
import { followGestures } from '../../client/strip/gestures.ts';
import { momentAt, nextChange, sentenceOf } from '../../client/strip/moment.ts';
import { followPresent } from '../../client/strip/present.ts';
import { clockText } from '#protocol/strip-scale.ts';
import { createStage } from '../../client/strip/stage.ts';
import {
  type Bounds,
  type StripView,
  around,
  everything,
  followed,
  lastMinutes,
  panned,
  zoomed,
} from '../../client/strip/view.ts';
import type { Timeline } from '../../client/timeline.ts';
import { createEventsTable } from './events-table.ts';
import { createFaultMenu } from './fault-menu.ts';
import { showMoment } from './readout.ts';

/** The strip at work; events and the state of the connection come from outside, so that a replay is shown alike. */
export type StripPanel = {
  take(events: readonly JournalEvent[], state: Timeline['state']): void;
  heard(event: JournalEvent): void;
  live(live: boolean): void;
  /** Whether the reader can see it: what nobody sees is not drawn. */
  seen(seen: boolean): void;
  show(from: number, to: number): void;
  /** Points at a moment, with some time around it. */
  goTo(at: number): void;
  /** Rests at a moment that is not the present: of a record that is replayed. */
  rest(at: number): void;
  dispose(): void;
};

/** Milliseconds on both sides of a moment that somebody wants to see. */
const aroundMoment = 30_000;

/**
 * Brings the markup of `<lab-strip>` to life.
 * @param chosen told of a moment that the reader has clicked, or gone to by keys
 */
export function openStripPanel(root: HTMLElement, chosen: (at: number) => void = () => undefined): StripPanel {
  const leaving = new AbortController();
  const { signal } = leaving;
  const plot = part(root, 'plot', HTMLElement);
  const heads = new Map(laneNames.map((name) => [name, part(root, `head-${name}`, HTMLElement)]));
  const present = followPresent();
  let growing: GrowingStrip = createStrip();
  let { strip } = growing;
  let taken: readonly JournalEvent[] = [];
  let live = false;
  let seen = false;
  let view: StripView = lastMinutes(present.now());
  let cursor: number | null = null;
  let resting: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const edge = () => (live ? Math.max(present.now(), strip.until) : strip.until);
  const bounds = (): Bounds => ({ from: strip.until === 0 ? edge() : strip.from, to: edge() });
  const stage = createStage(plot, part(root, 'canvas', HTMLCanvasElement), heads, () => {
    view = followed(view, edge());
    return { strip, view, edge: edge(), cursor: cursor ?? resting };
  });
  const table = createEventsTable(root, signal);
  const menu = createFaultMenu(root, (fault) => look(around(fault.from, fault.to ?? edge(), bounds())), signal);

  function refresh(): void {
    view = followed(view, edge());
    stage.draw();
    const at = cursor ?? resting ?? edge();
    showMoment(root, momentAt(strip, at, edge()), { strip, now: cursor === null && resting === null });
    part(root, 'range', HTMLElement).textContent = `${clockText(view.from)} – ${clockText(Math.min(view.to, edge()))}`;
    part(root, 'now', HTMLButtonElement).disabled = view.following;
    table.show(strip, view, edge());
    plan();
  }

  /** While the strip follows the present it is drawn again once it has moved by a pixel. */
  function plan(): void {
    clearTimeout(timer);
    if (!seen || !live || !view.following) return;
    const perPixel = (view.to - view.from) / Math.max(1, stage.layout.width);
    timer = setTimeout(refresh, Math.min(1_000, Math.max(33, perPixel)));
  }

  function look(next: StripView): void {
    view = next;
    refresh();
  }

  function point(at: number | null, spoken: boolean): void {
    cursor = at === null ? null : Math.min(Math.max(at, bounds().from), bounds().to);
    const span = view.to - view.from;
    if (spoken && cursor !== null && (cursor < view.from || cursor > view.to)) {
      view = panned({ from: cursor - span / 2, to: cursor + span / 2, following: false }, 0, bounds());
    }
    refresh();
    // Only what the keyboard moves is read out: a mouse would make it chatter.
    if (!spoken) return;
    if (cursor !== null) chosen(cursor);
    tell();
  }

  function tell(): void {
    const at = cursor ?? resting ?? edge();
    plot.setAttribute('aria-valuemin', String(Math.round(bounds().from / 1_000)));
    plot.setAttribute('aria-valuemax', String(Math.round(bounds().to / 1_000)));
    plot.setAttribute('aria-valuenow', String(Math.round(at / 1_000)));
    plot.setAttribute('aria-valuetext', sentenceOf(momentAt(strip, at, edge())));
  }

  function onKey({ key, shiftKey }: KeyboardEvent): boolean {
    const span = view.to - view.from;
    const at = cursor ?? resting ?? edge();
    const way = key === 'ArrowLeft' || key === 'PageUp' ? -1 : 1;
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight':
        point(shiftKey ? (nextChange(strip, at, way) ?? at) : at + (way * span) / 100, true);
        return true;
      case 'PageUp':
      case 'PageDown':
        view = panned(view, way * span * 0.8, bounds());
        point(at + way * span * 0.8, true);
        return true;
      case 'Home':
        point(bounds().from, true);
        return true;
      case 'End':
        view = lastMinutes(edge(), span);
        point(edge(), true);
        return true;
      case 'Escape':
        if (cursor === null) return false;
        point(null, true);
        return true;
      case '+':
      case '=':
        look(zoomed(view, 1 / 1.5, at, bounds()));
        return true;
      case '-':
        look(zoomed(view, 1.5, at, bounds()));
        return true;
      default:
        return false;
    }
  }

  const timeAt = (x: number) => view.from + ((view.to - view.from) * x) / Math.max(1, stage.layout.width);
  followGestures(
    plot,
    {
      pan: (pixels) => look(panned(view, timeAt(pixels) - view.from, bounds())),
      zoom: (factor, x) => look(zoomed(view, factor, timeAt(x), bounds())),
      point: (x) => point(x === null ? null : timeAt(x), false),
      press: (x) => chosen(Math.min(Math.max(timeAt(x), bounds().from), bounds().to)),
      key: onKey,
    },
    signal,
  );
  const onClick = (name: string, deed: () => void) =>
    part(root, name, HTMLButtonElement).addEventListener('click', deed, { signal });
  const middle = () => cursor ?? (view.from + view.to) / 2;
  onClick('closer', () => look(zoomed(view, 0.5, middle(), bounds())));
  onClick('wider', () => look(zoomed(view, 2, middle(), bounds())));
  onClick('all', () => look(everything(bounds())));
  onClick('now', () => {
    cursor = null;
    look(lastMinutes(edge(), view.to - view.from));
  });
  tell();

  return {
    take(events, state) {
      root.dataset.state = state;
      const grown = taken.length === 0 || events[taken.length - 1] === taken.at(-1);
      // Another run, or a page that was put together anew: nothing of the old strip holds.
      if (!grown) growing = createStrip();
      growing.add(events.slice(grown ? taken.length : 0));
      taken = events;
      ({ strip } = growing);
      menu.show(strip.faults);
      if (seen) refresh();
    },
    heard: (event) => present.heard(event),
    live(now) {
      live = now;
      if (seen) refresh();
    },
    seen(now) {
      seen = now;
      if (seen) refresh();
      else clearTimeout(timer);
    },
    show: (from, to) => look(around(from, to, bounds())),
    goTo: (at) => {
      view = around(at - aroundMoment, at + aroundMoment, bounds());
      point(at, true);
    },
    rest(at) {
      resting = at;
      const span = view.to - view.from;
      // What is replayed stays in sight, with some room before it.
      if (at < view.from || at > view.to) view = { from: at - span * 0.2, to: at + span * 0.8, following: false };
      if (seen) refresh();
    },
    dispose() {
      clearTimeout(timer);
      leaving.abort();
      stage.dispose();
    },
  };
}
