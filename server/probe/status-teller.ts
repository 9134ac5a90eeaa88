import type { ProbeStatus } from '#protocol/probe.ts';

/** Tells listeners how the probe stands, at most four times a second, and only what differs from the last telling. */
export type StatusTeller = Disposable & {
  readonly onStatus: (listener: (status: ProbeStatus) => void) => Disposable;
  /** Something has changed; while the probe is at work, it looks by itself from now on. */
  readonly changed: () => void;
};

const tellEvery = 250;

/** Makes a teller of what `status` gives. */
export function createStatusTeller(status: () => ProbeStatus | null): StatusTeller {
  const listeners = new Set<(status: ProbeStatus) => void>();
  let timer: NodeJS.Timeout | null = null;
  let toldAt = -Infinity;
  let told = '';

  function changed(): void {
    timer ??= setTimeout(tell, Math.max(0, toldAt + tellEvery - performance.now()));
  }

  function tell(): void {
    timer = null;
    const present = status();
    if (present === null) return;
    if (present.state !== 'ended') timer = setTimeout(tell, tellEvery);
    const text = JSON.stringify(present);
    if (text === told) return;
    told = text;
    toldAt = performance.now();
    for (const listener of listeners) listener(present);
  }

  return {
    changed,
    onStatus(listener) {
      const own = (present: ProbeStatus) => listener(present);
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
    [Symbol.dispose]() {
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
    },
  };
}
