import type { JournalEvent } from '#protocol/journal.ts';
import { explainReason } from '#protocol/probe-reasons.ts';
import type { ProbeStatus } from '#protocol/probe.ts';
import { countWrites, createSeries, firstWriteFrom, outcomeCodes } from '#protocol/strip-writes.ts';

/** How the probes of a record stood at any moment of it. */
export type ProbeHistory = {
  /** The probe of that moment, or the last one before it; null before the first. */
  at(moment: number): ProbeStatus | null;
};

type PastProbe = {
  readonly probe: string;
  readonly startedAt: number;
  endedAt: number;
  readBackAt: number;
  /** Why writes did not go through, when it was first told of. */
  readonly reasons: { readonly at: number; readonly reason: string }[];
};

/** Milliseconds without a confirmation that are an outage, as the server counts it. */
const outageAfter = 500;
const confirmed = outcomeCodes.indexOf('acked');

/** Reads the probes of a whole journal: each write counts from the moment at which it was settled. */
export function readProbes(events: readonly JournalEvent[]): ProbeHistory {
  const writes = createSeries();
  const probes: PastProbe[] = [];
  const known = (name: string) => probes.findLast(({ probe }) => probe === name);
  for (const { at, body } of events) {
    if (body.kind === 'probe-started') {
      const never = Number.POSITIVE_INFINITY;
      probes.push({ probe: body.probe, startedAt: at, endedAt: never, readBackAt: never, reasons: [] });
    } else if (body.kind === 'probe-batch') {
      writes.add(body);
      const first = body.at + Math.min(...body.sent);
      for (const reason of Object.keys(body.reasons)) known(body.probe)?.reasons.push({ at: first, reason });
    } else if (body.kind === 'probe-ended' || body.kind === 'probe-read-back') {
      const past = known(body.probe);
      if (past !== undefined) past[body.kind === 'probe-ended' ? 'endedAt' : 'readBackAt'] = at;
    }
  }

  /** The last confirmation between two moments. */
  function lastAck(from: number, to: number): number | null {
    for (let index = firstWriteFrom(writes, to) - 1; index >= 0; index -= 1) {
      const time = writes.times[index] ?? 0;
      if (time < from) return null;
      if (writes.outcomes[index] === confirmed) return time;
    }
    return null;
  }

  return {
    at(moment) {
      const past = probes.findLast(({ startedAt }) => startedAt <= moment);
      if (past === undefined) return null;
      const { probe, startedAt, endedAt, readBackAt } = past;
      const state = moment < endedAt ? 'writing' : moment < readBackAt ? 'reading-back' : 'ended';
      const lastAckAt = lastAck(startedAt, moment);
      const silent = moment - (lastAckAt ?? startedAt);
      const outage = state === 'writing' && silent > outageAfter ? silent : null;
      const reason = past.reasons.findLast(({ at }) => at <= moment)?.reason ?? null;
      return {
        probe,
        state,
        startedAt,
        ...countWrites(writes, startedAt, moment),
        lastAckAt,
        outage,
        problem: outage === null || reason === null ? null : explainReason(reason),
      };
    },
  };
}
