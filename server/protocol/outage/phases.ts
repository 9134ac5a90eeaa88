import type { Outage, Phase, PhaseName } from '../fault.ts';
import type { Ack } from './probe-log.ts';
import { type Mark, type Tracks, firstMark, valueAt } from './tracks.ts';

/** A moment that ends a phase, and the event that shows it. */
type End = { readonly name: PhaseName; readonly at: number; readonly seq: number };

/** Milliseconds that HAProxy's own word may come late: its page is asked every 600 ms. */
const pollingLag = 1_000;

export type FaultMoments = {
  readonly beganAt: number;
  /** The event that tells of the fault. */
  readonly seq: number;
  readonly undone: { readonly at: number; readonly seq: number } | null;
  readonly leaderBefore: string | null;
};

/** The parts of an outage by the marks that the journal has, in their order and without gaps; unfinished ones are left out. */
export function phasesOf(tracks: Tracks, fault: FaultMoments, outage: Outage, firstAck: Ack | null): Phase[] {
  const until = outage.firstAckAfter ?? Infinity;
  const ends = endsOf(tracks, fault, outage.lastAckBefore, until);
  // Nothing says why: then the whole is not called by the name of a part.
  if (ends.length === 0) return [];
  if (firstAck !== null) ends.push({ name: 'answer', at: until, seq: firstAck.seq });
  const phases: Phase[] = [];
  let from = outage.lastAckBefore;
  let seq = fault.seq;
  for (const end of ends) {
    const to = Math.min(Math.max(end.at, from), until);
    if (to > from) phases.push({ name: end.name, from, to, evidence: [...new Set([seq, end.seq])] });
    from = to;
    seq = end.seq;
  }
  return phases;
}

function endsOf(tracks: Tracks, fault: FaultMoments, start: number, until: number): End[] {
  const from = Math.min(fault.beganAt, start);
  const released = firstMark(tracks.holder, from, until, (holder) => holder !== fault.leaderBefore);
  if (released === null) return strikingOff(tracks, from, until);
  const ends: End[] = [{ name: 'detect', at: released.at, seq: released.seq }];

  const next = nextLeader(tracks, released, until);
  const { undone } = fault;
  // The undo is a phase only where the lock had no holder until then: otherwise it came too late to matter.
  if (undone !== null && undone.at > released.at && undone.at <= Math.min(next?.at ?? until, until)) {
    ends.push({ name: 'heal', at: undone.at, seq: undone.seq });
  }
  if (next === null || typeof next.value !== 'string') return ends;
  const leader = next.value;
  ends.push({ name: 'elect', at: next.at, seq: next.seq });
  if (valueAt(tracks.routed, next.at)?.includes(leader) === true) return ends;
  // HAProxy is asked, the probe is told: the first confirmed write may be known before the server that it went to.
  const routed = firstMark(tracks.routed, next.at, until + pollingLag, (servers) => servers.includes(leader));
  if (routed !== null) ends.push({ name: 'route', at: routed.at, seq: routed.seq });
  return ends;
}

/** Who holds the lock next; by Patroni's word, then PostgreSQL's, where ZooKeeper did not say. */
function nextLeader(tracks: Tracks, released: Mark<unknown>, until: number): Mark<unknown> | null {
  const isName = (value: unknown) => typeof value === 'string';
  const held = firstMark<unknown>(tracks.holder, released.at, until, isName);
  if (held !== null) return held;
  const named = firstMark<unknown>(tracks.named, released.at + 1, until, isName);
  if (named !== null) return named;
  const writable = firstMark(tracks.writable, released.at + 1, until, (nodes) => nodes.length === 1);
  return writable === null ? null : { ...writable, value: writable.value[0] };
}

/** Without a change of leader: commits that waited for a standby go on once it is struck off. */
function strikingOff(tracks: Tracks, from: number, until: number): End[] {
  const before = valueAt(tracks.standby, from) ?? null;
  if (before === null) return [];
  const struck = firstMark(tracks.standby, from, until, (standby) => standby !== before);
  return struck === null ? [] : [{ name: 'detect', at: struck.at, seq: struck.seq }];
}
