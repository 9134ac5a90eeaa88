/** Milliseconds that a tab may be hidden before it lets its stream go. */
const hiddenFor = 15_000;

type Sleeper = { sleep(): void; wake(): void };

/**
 * Lets hidden tabs sleep, all but one: a browser opens at most six connections to a server, and a stream in each of
 * six tabs would leave none for anything else. The one that stays awake keeps the server watching the cluster.
 */
export function sleepWhileHidden(run: Sleeper, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let release: () => void = () => undefined;

  function stayAwakeOrSleep(): void {
    void navigator.locks
      .request('lab-hidden-tab', { ifAvailable: true }, async (lock) => {
        if (lock === null) return run.sleep();
        await new Promise<void>((resolve) => {
          release = resolve;
          if (document.visibilityState === 'visible') resolve();
        });
      })
      .catch((error: unknown) => reportError(error));
  }

  function look(): void {
    clearTimeout(timer);
    release();
    if (document.visibilityState === 'visible') run.wake();
    // Locks need a secure context; elsewhere each tab stays awake.
    else if ('locks' in navigator) timer = setTimeout(stayAwakeOrSleep, hiddenFor);
  }

  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    release();
  });
}
