import type { Outage } from '../fault.ts';
import { type Ack, firstAfter, type ProbeLog } from './probe-log.ts';

/** The time that a fault may have an outage in; milliseconds since the epoch. */
export type Span = {
  readonly beganAt: number;
  /** A gap that begins after this is another matter: the undo's, or the next fault's. */
  readonly undoneAt: number;
  readonly endsAt: number;
  /** How far the journal has come. */
  readonly knownUntil: number;
};

type Gap = { readonly before: Ack; readonly after: Ack | null; readonly length: number };

/** A batch is written every second: writes younger than this may be settled and not yet told. */
const untold = 1_500;
/** Writes before the fault that the probe's ordinary rhythm is taken from. */
const rhythmSample = 200;

/**
 * The longest time without a confirmed write that contains the fault or follows it, and the ack that ended it;
 * null when no gap stands out from the probe's ordinary rhythm.
 */
export function findOutage(log: ProbeLog, span: Span): { outage: Outage; firstAck: Ack | null } | null {
  const { acks } = log;
  const start = firstAfter(acks, span.beganAt) - 1;
  if (start < 0) return null;
  const gap = longestGap(log, start, span, span.undoneAt) ?? longestGap(log, start, span, span.endsAt);
  if (gap === null) return null;
  const outage = {
    lastAckBefore: gap.before.at,
    firstAckAfter: gap.after?.at ?? null,
    resolution: Math.round(resolutionOf(log, gap)),
  };
  return { outage, firstAck: gap.after };
}

/** The longest gap that begins before `limit`, if it stands out. */
function longestGap(log: ProbeLog, start: number, span: Span, limit: number): Gap | null {
  const { acks } = log;
  let longest: Gap | null = null;
  for (let index = start; index < acks.length; index += 1) {
    const before = acks[index];
    if (before === undefined || (index > start && before.at >= limit)) break;
    const after = acks[index + 1] ?? null;
    const length = (after?.at ?? openUntil(log, span)) - before.at;
    if (length > (longest?.length ?? rhythmOf(log, start))) longest = { before, after, length };
  }
  return longest;
}

/** Until when it is known that no further write was confirmed. */
function openUntil(log: ProbeLog, { knownUntil }: Span): number {
  const lastMiss = log.misses.at(-1)?.at ?? 0;
  return Math.max(lastMiss, (log.endedAt ?? knownUntil) - untold);
}

/** What two confirmed writes were apart before the fault, doubled: less than that is no outage. */
function rhythmOf({ acks, spacing }: ProbeLog, last: number): number {
  const gaps: number[] = [];
  for (let index = Math.max(1, last - rhythmSample + 1); index <= last; index += 1) {
    gaps.push((acks[index]?.at ?? 0) - (acks[index - 1]?.at ?? 0));
  }
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? spacing;
  return 2 * Math.max(spacing, usual);
}

/**
 * How far apart the tries really were on either side: between the last confirmed write and the first vain try, and
 * between the last vain try and the first confirmed write. A try that hung till its deadline makes it coarser.
 */
function resolutionOf({ misses, spacing }: ProbeLog, { before, after }: Gap): number {
  const end = after?.sent ?? Infinity;
  let first = Infinity;
  let last = -Infinity;
  for (let index = misses.length - 1; index >= 0; index -= 1) {
    const miss = misses[index];
    if (miss === undefined || miss.at < before.at) break;
    if (miss.sent <= before.sent || miss.sent >= end) continue;
    first = Math.min(first, miss.sent);
    last = Math.max(last, miss.sent);
  }
  const atStart = first === Infinity ? spacing : first - before.sent;
  const atEnd = last === -Infinity || after === null ? spacing : after.sent - last;
  return Math.max(spacing, atStart, atEnd);
}
