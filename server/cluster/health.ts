import type { WitnessHealth } from '#protocol/cluster.ts';

/** A witness that has just answered. */
export function answered(): WitnessHealth {
  return { answeredAt: Date.now(), problem: null };
}

/** A witness that could not be asked, and why, in Russian. */
export function silent(problem: string, answeredAt: number | null = null): WitnessHealth {
  return { answeredAt, problem };
}
