/** Milliseconds before the first new attempt, and the most between two. */
const first = 300;
const most = 10_000;

/**
 * How long to wait before attempt `attempt` (from 0), doubled each time, with jitter,
 * so that a class whose server restarts does not come back in the same millisecond.
 */
export function backOffDelay(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random());
}
