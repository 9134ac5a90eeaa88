/** Notices that a far end which should be heard of regularly has fallen silent. */
export type Silence = { heard(): void; stop(): void };

/** How often it is looked, in milliseconds. */
const lookEvery = 2_000;

/**
 * Calls `fellSilent` once, when nothing was heard for so many milliseconds.
 * A page that was kept from its work itself (a long task, a throttled tab, a laptop that slept) first takes what has come meanwhile.
 */
export function watchSilence(silentFor: number, fellSilent: () => void): Silence {
  let heardAt = performance.now();
  let lookedAt = heardAt;
  const timer = setInterval(() => {
    const now = performance.now();
    const wasKept = now - lookedAt > 2 * lookEvery;
    lookedAt = now;
    if (wasKept || now - heardAt <= silentFor) return;
    clearInterval(timer);
    fellSilent();
  }, lookEvery);
  return {
    heard: () => {
      heardAt = performance.now();
    },
    stop: () => clearInterval(timer),
  };
}
