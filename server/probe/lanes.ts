/** How the writer's connections stand when a write is due. */
export type Load = {
  /** Open and free. */
  readonly idle: number;
  /** Being opened. */
  readonly opening: number;
  /** With a write that was sent and has no answer yet. */
  readonly waiting: number;
  /** Given up by us, not yet by the other side: they still hold a place in HAProxy or PostgreSQL. */
  readonly lingering: number;
  /** Milliseconds since a connection was opened last. */
  readonly sinceOpened: number;
};

/** How many connections of each kind there may be. PostgreSQL and HAProxy grant 100 to all their clients together. */
export const laneLimits = {
  opening: 40,
  waiting: 10,
  /** All that are not idle. */
  held: 75,
  /** Kept open between two writes. */
  idle: 2,
} as const;

/** With up to so many held every tick may open one; then the pace halves with every further dozen. */
const freely = 20;
const dozen = 12;
const tick = 50;

/**
 * Milliseconds between two openings while so many connections are held. HAProxy holds one to a host that vanished for
 * a dozen seconds: at full pace the places would be gone long before, and then nothing would be tried at all.
 */
export function spacingAt(held: number): number {
  return held < freely ? 0 : tick * 2 ** ((held - freely) / dozen);
}

/** What takes a write that is due: a free connection, a new one, or nothing, so that the tick is skipped. */
export function chooseLane({ idle, opening, waiting, lingering, sinceOpened }: Load): 'idle' | 'new' | 'skip' {
  if (waiting >= laneLimits.waiting) return 'skip';
  if (idle > 0) return 'idle';
  const held = opening + waiting + lingering;
  if (opening >= laneLimits.opening || held >= laneLimits.held) return 'skip';
  return sinceOpened >= spacingAt(held) ? 'new' : 'skip';
}
