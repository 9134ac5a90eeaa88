/** Runs one piece of work about once a second while somebody is interested, seldom while nothing happens, and never twice at a time. */
export type Pulse = AsyncDisposable & {
  /** Beats until the returned interest is disposed. */
  readonly hold: () => Disposable;
  /** Beats for a while without a holder: scripts act without keeping a stream open. */
  readonly nudge: () => void;
  /** Something has happened: beats soon, and often for a while. */
  readonly stir: () => void;
};

export type PulseOptions = {
  readonly work: () => Promise<void>;
  /** Where a failed beat is told; the next beat comes all the same. */
  readonly report: (error: unknown) => void;
  /** Milliseconds between the end of a beat and the next. */
  readonly every?: number;
  /** The same while nothing has been stirred for some time. */
  readonly restingEvery?: number;
  /** Milliseconds that one nudge lasts. */
  readonly nudgeFor?: number;
};

/** Milliseconds after which nothing more is expected to follow from what has happened. */
const calmAfter = 20_000;

/** Makes a pulse that rests until it is held or nudged. */
export function createPulse({
  work,
  report,
  every = 1_000,
  restingEvery = every,
  nudgeFor = 300_000,
}: PulseOptions): Pulse {
  let holders = 0;
  let nudgedUntil = 0;
  let stirredAt = performance.now();
  let timer: NodeJS.Timeout | null = null;
  let beat: Promise<void> | null = null;
  let disposed = false;

  const wanted = () => !disposed && (holders > 0 || performance.now() < nudgedUntil);
  const isStirred = () => performance.now() - stirredAt < calmAfter;
  const schedule = (delay: number) => {
    if (timer !== null || beat !== null || !wanted()) return;
    timer = setTimeout(() => {
      timer = null;
      beat = work()
        .catch(report)
        .finally(() => {
          beat = null;
          schedule(isStirred() ? every : restingEvery);
        });
    }, delay);
  };

  const stir = () => {
    const rested = !isStirred();
    stirredAt = performance.now();
    if (rested && timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
    schedule(0);
  };

  return {
    hold() {
      holders += 1;
      stir();
      let held = true;
      return {
        [Symbol.dispose]() {
          if (held) holders -= 1;
          held = false;
        },
      };
    },
    nudge() {
      nudgedUntil = performance.now() + nudgeFor;
      stir();
    },
    stir,
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await beat;
    },
  };
}
