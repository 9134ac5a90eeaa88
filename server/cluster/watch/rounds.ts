/** A question that is asked again and again, one at a time. */
export type Rounds = AsyncDisposable & {
  /** Asks now, or as soon as the question under way has its answer. */
  wake(): void;
};

/**
 * Asks at once and then every so many milliseconds from the beginning of one question to the beginning of the next.
 * @param ask must not throw: what went wrong is for the witness to tell; gives false to wait for `wake`
 */
export function createRounds(every: number, ask: () => Promise<boolean | void>): Rounds {
  let timer: NodeJS.Timeout | null = null;
  let underWay: Promise<void> | null = null;
  let again = false;
  let disposed = false;

  const schedule = (delay: number) => {
    if (disposed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      underWay = round();
    }, delay);
  };

  const round = async () => {
    const begun = performance.now();
    again = false;
    const goesOn = await ask();
    underWay = null;
    if (again) schedule(0);
    else if (goesOn !== false) schedule(Math.max(0, every - (performance.now() - begun)));
  };

  schedule(0);
  return {
    wake() {
      if (underWay === null) schedule(0);
      else again = true;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (timer !== null) clearTimeout(timer);
      await underWay;
    },
  };
}
