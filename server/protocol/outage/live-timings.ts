import type { LiveTimings } from '../fault.ts';
import type { WitnessReport } from '../witness.ts';

/** The settings that are in force by what Patroni, ZooKeeper and HAProxy said last. */
export function liveTimings(reports: readonly WitnessReport[]): LiveTimings {
  const said = reports.flatMap(({ testimony }) => testimony ?? []);
  const config = said.find((testimony) => testimony.witness === 'patroni')?.config ?? null;
  const limits = said.find((testimony) => testimony.witness === 'zookeeper')?.sessionLimits ?? null;
  const checks = said.find((testimony) => testimony.witness === 'haproxy')?.timings ?? null;
  const ttl = inMilliseconds(config?.ttl);
  return {
    ttl,
    loopWait: inMilliseconds(config?.loopWait),
    retryTimeout: inMilliseconds(config?.retryTimeout),
    session: ttl === null || limits === null ? ttl : Math.min(Math.max(ttl, limits.min), limits.max),
    // ZooKeeper's shortest session is two of its ticks.
    tick: limits === null ? null : limits.min / 2,
    inter: checks?.inter ?? null,
    fastInter: checks?.fastInter ?? null,
    downInter: checks?.downInter ?? null,
    checkTimeout: checks?.checkTimeout ?? null,
    fall: checks?.fall ?? null,
    rise: checks?.rise ?? null,
    synchronousMode: config?.synchronousMode ?? null,
  };
}

function inMilliseconds(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds * 1_000;
}
