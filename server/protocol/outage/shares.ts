import type { FaultRecord } from '../fault.ts';
import type { ProbeLog } from './probe-log.ts';

/** The time whose writes are counted to a fault, where one probe lasts over several. */
export type FaultShare = { readonly from: number; readonly to: number };

/** How the writes of a share ended, by when they were sent. */
export function countShare({ acks, misses }: ProbeLog, share: FaultShare): FaultRecord['writes'] {
  const within = ({ sent }: { readonly sent: number }) => sent >= share.from && sent < share.to;
  let failed = 0;
  let unknown = 0;
  for (const miss of misses) {
    if (!within(miss)) continue;
    if (miss.outcome === 'failed') failed += 1;
    else unknown += 1;
  }
  return { acked: acks.filter(within).length, failed, unknown };
}

/** What the read-back found of a share: rows that were confirmed and are missing, and those present without an answer. */
export function lossesOf(log: ProbeLog, share: FaultShare): Pick<FaultRecord, 'lost' | 'unanswered' | 'readBackFrom'> {
  const { readBacks } = log;
  if (readBacks.length === 0) return { lost: null, unanswered: null, readBackFrom: [] };
  const whole = share.from <= log.startedAt && share.to === Infinity;
  const worst = (count: (readBack: ProbeLog['readBacks'][number]) => number) => Math.max(...readBacks.map(count));
  const sentAt = whole ? new Map<number, number>() : timesOf(log);
  const inShare = (numbers: readonly number[]) =>
    numbers.filter((number) => {
      const sent = sentAt.get(number);
      return sent !== undefined && sent >= share.from && sent < share.to;
    }).length;
  return {
    lost: worst(({ lost, lostCount }) => (whole ? lostCount : inShare(lost))),
    unanswered: worst(({ unanswered, unansweredCount }) => (whole ? unansweredCount : inShare(unanswered))),
    readBackFrom: readBacks.map(({ node }) => node).toSorted(),
  };
}

function timesOf({ acks, misses }: ProbeLog): Map<number, number> {
  return new Map([...acks, ...misses].map(({ number, sent }) => [number, sent]));
}
