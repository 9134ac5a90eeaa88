import { expectedOutage } from '#protocol/expected-outage.ts';
import type { FaultName, FaultRecord, LiveTimings } from '#protocol/fault.ts';

/** The lab's own configuration. */
export const labTimings: LiveTimings = {
  ttl: 30_000,
  loopWait: 10_000,
  retryTimeout: 10_000,
  session: 30_000,
  tick: 2_000,
  inter: 3_000,
  fastInter: null,
  downInter: null,
  checkTimeout: null,
  fall: 3,
  rise: 2,
  synchronousMode: true,
};

/** When the faults of these tests begin. */
export const beganAt = 1_700_000_000_000;

/** A fault that nobody measured. */
export function faultRecord(fault: FaultName, change: Partial<FaultRecord> = {}): FaultRecord {
  return {
    id: 'fault-1',
    fault,
    node: 'pg-master',
    beganAt,
    undoneAt: null,
    healthyAt: null,
    leaderBefore: 'pg-master',
    leaderAfter: null,
    timings: labTimings,
    expected: expectedOutage(fault, labTimings),
    prediction: null,
    probe: null,
    outage: null,
    phases: [],
    writes: { acked: 0, failed: 0, unknown: 0 },
    lost: null,
    unanswered: null,
    readBackFrom: [],
    splitBrain: [],
    ...change,
  };
}

/** A killed leader: 33 s without a confirmed write, in four parts. */
export const killed = faultRecord('kill', {
  probe: 'probe-1',
  prediction: { fault: 'kill', seconds: 30, leader: 'other', lost: 0 },
  outage: { lastAckBefore: beganAt - 40, firstAckAfter: beganAt + 33_000, resolution: 60 },
  phases: [
    { name: 'detect', from: beganAt - 40, to: beganAt + 28_000, evidence: [1, 2] },
    { name: 'elect', from: beganAt + 28_000, to: beganAt + 28_900, evidence: [2, 3] },
    { name: 'route', from: beganAt + 28_900, to: beganAt + 32_900, evidence: [3, 4] },
    { name: 'answer', from: beganAt + 32_900, to: beganAt + 33_000, evidence: [4, 5] },
  ],
});
