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
  /** All that are not idle: up to here every tick may open one… */
  freely: 50,
  /** …up to here one a second, and none beyond. */
  sparingly: 70,
  /** Kept open between two writes. */
  idle: 2,
} as const;

const sparingEvery = 1_000;

/** What takes a write that is due: a free connection, a new one, or nothing, so that the tick is skipped. */
export function chooseLane({ idle, opening, waiting, lingering, sinceOpened }: Load): 'idle' | 'new' | 'skip' {
  if (waiting >= laneLimits.waiting) return 'skip';
  if (idle > 0) return 'idle';
  if (opening >= laneLimits.opening) return 'skip';
  const held = opening + waiting + lingering;
  if (held < laneLimits.freely) return 'new';
  return held < laneLimits.sparingly && sinceOpened >= sparingEvery ? 'new' : 'skip';
}
