import type { Evidence } from './evidence.ts';
import { seconds } from './words.ts';

/** The shortest and the longest time, in milliseconds, that a silent member's session still lives after its last word. */
export type SessionLife = {
  readonly min: number;
  readonly max: number;
  readonly source: string;
};

/**
 * How long a session outlives its silent owner: the time-out that ZooKeeper grants (ttl inside its limits), less the age
 * of the last ping, and up to a tick more, since sessions end on ticks. Patroni gives kazoo `loop_wait` − 2 s as the read
 * time-out, and kazoo pings twice in that time; see expected-outage.ts.
 */
export function sessionLife({ config, keeper }: Pick<Evidence, 'config' | 'keeper'>): SessionLife {
  const ttl = (config.ttl ?? 30) * 1_000;
  const limits = keeper.voice?.last?.sessionLimits ?? { min: 4_000, max: 40_000 };
  const granted = Math.min(limits.max, Math.max(limits.min, ttl));
  const ping = Math.max((config.loopWait ?? 10) * 1_000 - 2_000, 2_000) / 2;
  const tick = limits.min / 2;
  const limited = granted === ttl ? '' : `, но ZooKeeper даёт сессии ${seconds(granted)}`;
  return { min: granted - ping, max: granted + tick, source: `ttl ${seconds(ttl)}${limited}` };
}
