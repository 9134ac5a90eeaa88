/** Milliseconds since the epoch, whole, never running backwards. */
export type Clock = () => number;

/** Where a clock takes the time from: the wall once, the steady counter from then on. */
export type TimeSource = { readonly wall: () => number; readonly steady: () => number };

const machineTime: TimeSource = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * A clock for one opening of a journal: the wall's time at its start, then the machine's steady counter, so that a
 * jump of the wall clock neither reorders events nor stretches an interval; never below `notBefore`, the journal's last event.
 */
export function createClock(notBefore: number, source: TimeSource = machineTime): Clock {
  const epoch = Math.max(source.wall(), notBefore) - source.steady();
  let last = notBefore;
  return () => {
    last = Math.max(last, Math.floor(epoch + source.steady()));
    return last;
  };
}
