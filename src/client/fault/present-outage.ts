import type { ProbeStatus } from '#protocol/probe.ts';

/** Milliseconds without a confirmed write that are shown as an outage: a shorter wait is a slow moment. */
const worthShowing = 500;

/** How long the writes of a probe have not gone through, in milliseconds; null while they do, or nothing writes. */
export function presentOutage(status: ProbeStatus | null): number | null {
  if (status?.state !== 'writing' || status.outage === null) return null;
  return status.outage >= worthShowing ? status.outage : null;
}
