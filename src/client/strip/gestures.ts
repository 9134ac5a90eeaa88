/** What the reader does with the strip, in pixels of its canvas. */
export type Gestures = {
  pan(pixels: number): void;
  zoom(factor: number, x: number): void;
  /** Points at a place; null: nowhere. */
  point(x: number | null): void;
  /** Was clicked or tapped at a place, without a drag. */
  press?(x: number): void;
  /** A key was pressed; true where it meant something. */
  key(event: KeyboardEvent): boolean;
};

/** Pixels of a finger or of the mouse below which a press is a click and not a drag. */
const slack = 3;

/** Turns pointers, wheel and keys on an element into gestures until the signal ends it. */
export function followGestures(element: HTMLElement, gestures: Gestures, signal: AbortSignal): void {
  const pointers = new Map<number, number>();
  let travelled = 0;
  const place = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;
  const mean = () => [...pointers.values()].reduce((sum, x) => sum + x, 0) / pointers.size;
  const spread = () => Math.max(...pointers.values()) - Math.min(...pointers.values());

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      if (pointers.size === 0) travelled = 0;
      pointers.set(event.pointerId, place(event));
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const x = place(event);
      if (!pointers.has(event.pointerId)) return gestures.point(x);
      const [meanBefore, spreadBefore] = [mean(), spread()];
      pointers.set(event.pointerId, x);
      const moved = mean() - meanBefore;
      travelled += Math.abs(moved) + Math.abs(spread() - spreadBefore);
      if (travelled < slack) return;
      element.toggleAttribute('data-dragged', true);
      gestures.pan(-moved);
      if (pointers.size > 1 && spread() > 10 && spreadBefore > 10) gestures.zoom(spreadBefore / spread(), mean());
      if (event.pointerType === 'mouse') gestures.point(x);
    },
    { signal },
  );
  const release = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    element.toggleAttribute('data-dragged', false);
    if (travelled >= slack) return;
    gestures.point(place(event));
    if (event.type === 'pointerup') gestures.press?.(place(event));
  };
  element.addEventListener('pointerup', release, { signal });
  element.addEventListener('pointercancel', release, { signal });
  element.addEventListener(
    'pointerleave',
    (event) => {
      if (event.pointerType === 'mouse' && pointers.size === 0) gestures.point(null);
    },
    { signal },
  );
  element.addEventListener(
    'wheel',
    (event) => {
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      // Upright turns of the wheel belong to the page: the strip must not hold up who scrolls past it.
      const along = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) gestures.zoom(Math.exp(event.deltaY * lines * 0.004), place(event));
      else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) gestures.pan(along * lines);
      else return;
      event.preventDefault();
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !gestures.key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );
}
