export type MovableBorder = {
  /** What a pointer at this place means, in per cent. */
  readonly shareAt: (event: PointerEvent) => number;
  readonly now: () => number;
  /** Takes the share that is wished for; whoever owns the border keeps it within its limits. */
  readonly move: (share: number) => void;
  /** The keys that move it and by how much. */
  readonly keys: Readonly<Record<string, number>>;
};

/** Lets the reader move a border by pointer and by keys. */
export function makeMovable(
  border: HTMLElement,
  { shareAt, now, move, keys }: MovableBorder,
  signal: AbortSignal,
): void {
  border.addEventListener(
    'pointerdown',
    (event) => {
      event.preventDefault();
      border.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  border.addEventListener(
    'pointermove',
    (event) => {
      if (border.hasPointerCapture(event.pointerId)) move(shareAt(event));
    },
    { signal },
  );
  border.addEventListener(
    'keydown',
    (event) => {
      const step = keys[event.key];
      if (step === undefined) return;
      event.preventDefault();
      move(now() + step);
    },
    { signal },
  );
}
