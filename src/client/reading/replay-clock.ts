/** The speeds at which a record can be played. */
export const speeds = [1, 2, 5] as const;

/** The moment of the record that the page shows, in milliseconds since the epoch on the journal's clock. */
export type ReplayClock = {
  readonly at: number;
  readonly playing: boolean;
  /** How many times faster than it was the record is played. */
  readonly speed: number;
  /** Calls the listener at once and after each change; returns how to stop it. */
  subscribe(listener: () => void): () => void;
  /** Goes to a moment; what plays goes on from there. */
  seek(at: number): void;
  /** Goes on by itself until a moment, and rests there. */
  play(until: number): void;
  pause(): void;
  setSpeed(speed: number): void;
  dispose(): void;
};

/** How a clock is driven: its frames and the time that passes between them, in milliseconds. */
export type Frames = {
  readonly now: () => number;
  readonly next: (frame: () => void) => number;
  readonly cancel: (handle: number) => void;
};

/** Makes a clock that rests at a moment. */
export function createReplayClock(start: number, frames: Frames): ReplayClock {
  let at = start;
  let until = start;
  let speed = 1;
  let handle: number | null = null;
  let last = 0;
  const listeners = new Set<() => void>();

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function frame(): void {
    const now = frames.now();
    at = Math.min(until, at + (now - last) * speed);
    last = now;
    handle = at < until ? frames.next(frame) : null;
    tell();
  }

  function pause(): void {
    if (handle === null) return;
    frames.cancel(handle);
    handle = null;
    tell();
  }

  return {
    get at() {
      return at;
    },
    get playing() {
      return handle !== null;
    },
    get speed() {
      return speed;
    },
    subscribe(listener) {
      listeners.add(listener);
      listener();
      return () => listeners.delete(listener);
    },
    seek(next) {
      if (next === at) return;
      at = next;
      if (handle !== null && at >= until) pause();
      else tell();
    },
    play(end) {
      until = end;
      if (at >= until) return pause();
      last = frames.now();
      handle ??= frames.next(frame);
      tell();
    },
    pause,
    setSpeed(next) {
      speed = next;
      tell();
    },
    dispose() {
      if (handle !== null) frames.cancel(handle);
      handle = null;
      listeners.clear();
    },
  };
}
