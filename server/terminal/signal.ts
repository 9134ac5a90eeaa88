/** Waits for things that happen one after another. */
export type Signal<Value> = {
  emit(value: Value): void;
  /** The next value that passes the test; null when `within` milliseconds were in vain. */
  next(test: (value: Value) => boolean, within?: number): Promise<Value | null>;
};

/** Creates a signal that nobody waits for yet. */
export function createSignal<Value>(): Signal<Value> {
  const waiting = new Set<(value: Value) => void>();
  return {
    emit: (value) => {
      for (const waiter of waiting) waiter(value);
    },
    next: (test, within) =>
      new Promise((resolve) => {
        const timer =
          within === undefined
            ? undefined
            : setTimeout(() => {
                waiting.delete(waiter);
                resolve(null);
              }, within);
        const waiter = (value: Value) => {
          if (!test(value)) return;
          clearTimeout(timer);
          waiting.delete(waiter);
          resolve(value);
        };
        waiting.add(waiter);
      }),
  };
}
