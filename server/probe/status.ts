import { explainReason } from '#protocol/probe-reasons.ts';
import type { ProbeStatus } from '#protocol/probe.ts';
import type { PresentProbe } from './probe.ts';

/** Milliseconds without an ack that are an outage: more than a slow commit takes. */
const outageAfter = 500;

/** How a probe stands at `now`. */
export function describeStatus(present: PresentProbe, now: number): ProbeStatus {
  const { probe, state, startedAt, measurement, ledger, problem } = present;
  const tally = measurement?.tally() ?? {
    acked: ledger.count('acked'),
    failed: ledger.count('failed'),
    unknown: ledger.count('unknown'),
    lastAckAt: ledger.lastAckAt(),
    lastReason: null,
  };
  const { acked, failed, unknown, lastAckAt, lastReason } = tally;
  const silent = now - (lastAckAt ?? startedAt);
  const outage = state === 'writing' && silent > outageAfter ? silent : null;
  return {
    probe,
    state,
    startedAt,
    acked,
    failed,
    unknown,
    lastAckAt,
    outage,
    problem: outage !== null && lastReason !== null ? explainReason(lastReason) : problem,
  };
}
