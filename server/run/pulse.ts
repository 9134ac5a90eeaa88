/** Runs one piece of work about once a second while somebody is interested, and never twice at a time. */
export type Pulse = AsyncDisposable & {
  /** Beats until the returned interest is disposed. */
  readonly hold: () => Disposable;
  /** Beats for a while without a holder: scripts act without keeping a stream open. */
  readonly nudge: () => void;
};

export type PulseOptions = {
  readonly work: () => Promise<void>;
  /** Where a failed beat is told; the next beat comes all the same. */
  readonly report: (error: unknown) => void;
  /** Milliseconds between the end of a beat and the next. */
  readonly every?: number;
  /** Milliseconds that one nudge lasts. */
  readonly nudgeFor?: number;
};

/** Makes a pulse that rests until it is held or nudged. */
export function createPulse({ work, report, every = 1_000, nudgeFor = 300_000 }: PulseOptions): Pulse {
  let holders = 0;
  let nudgedUntil = 0;
  let timer: NodeJS.Timeout | null = null;
  let beat: Promise<void> | null = null;
  let disposed = false;

  const wanted = () => !disposed && (holders > 0 || performance.now() < nudgedUntil);
  const schedule = (delay: number) => {
    if (timer !== null || beat !== null || !wanted()) return;
    timer = setTimeout(() => {
      timer = null;
      beat = work()
        .catch(report)
        .finally(() => {
          beat = null;
          schedule(every);
        });
    }, delay);
  };

  return {
    hold() {
      holders += 1;
      schedule(0);
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
      schedule(0);
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await beat;
    },
  };
}
