/** Counts the bytes that the screen has drawn since the terminal was attached. */
export type Acknowledgements = {
  drawn(bytes: number): void;
  /** Reports what was drawn though it is less than a step. */
  flush(): void;
};

/**
 * Reports the running total each time at least `step` bytes more were drawn, so that the server
 * never waits for a rest that is smaller than its low-water mark.
 */
export function createAcknowledgements(step: number, report: (total: number) => void): Acknowledgements {
  let total = 0;
  let reported = 0;
  function flush(): void {
    if (total === reported) return;
    reported = total;
    report(total);
  }
  return {
    drawn(bytes) {
      total += bytes;
      if (total - reported >= step) flush();
    },
    flush,
  };
}
