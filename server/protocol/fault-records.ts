import { expectedOutage } from './expected-outage.ts';
import type { FaultEvent, FaultRecord, Prediction } from './fault.ts';
import type { JournalEvent } from './journal.ts';
import { findOutage } from './outage/find-outage.ts';
import { liveTimings } from './outage/live-timings.ts';
import { phasesOf } from './outage/phases.ts';
import { type GrowingProbeLog, type ProbeLog, beginProbeLog } from './outage/probe-log.ts';
import { type FaultShare, countShare, lossesOf } from './outage/shares.ts';
import { findSplitBrain } from './outage/split-brain.ts';
import { type Tracks, beginTracks, valueAt } from './outage/tracks.ts';
import type { WitnessReport } from './witness.ts';

/** What the journal tells of the faults, event by event; a later question costs no second reading. */
export type FaultBook = {
  readonly add: (event: JournalEvent) => void;
  readonly records: () => readonly FaultRecord[];
  readonly probes: () => readonly ProbeLog[];
  /** What every witness said last. */
  readonly reports: () => readonly WitnessReport[];
};

/** A fault as its events tell it. */
type Told = Pick<FaultEvent, 'id' | 'fault' | 'node'> & {
  readonly beganAt: number;
  readonly seq: number;
  readonly prediction: Prediction | null;
  undone: { readonly at: number; readonly seq: number } | null;
};

/** Milliseconds that a cluster stays whole before it counts as healthy again: an old answer must not pass for a new one. */
export const healthyFor = 3_000;

/** Faults and probes that are told of: more than an evening has, and a journal from elsewhere may name any number. */
const mostFaults = 200;
const mostProbes = 500;

/** Every fault of a journal, in their order. */
export function toFaultRecords(events: Iterable<JournalEvent>): readonly FaultRecord[] {
  const book = createFaultBook();
  for (const event of events) book.add(event);
  return book.records();
}

/** Begins a book that events are added to in their order. */
export function createFaultBook(): FaultBook {
  const growing = beginTracks();
  const probes = new Map<string, GrowingProbeLog>();
  const faults: Told[] = [];
  const predictions = new Map<string, Prediction>();
  let knownUntil = 0;
  let records: readonly FaultRecord[] | null = null;

  return {
    add(event) {
      const { seq, at, body } = event;
      knownUntil = at;
      records = null;
      growing.add(event);
      switch (body.kind) {
        case 'probe-started':
          if (probes.size < mostProbes) probes.set(body.probe, beginProbeLog({ ...body, startedAt: at }));
          break;
        case 'probe-batch':
          probes.get(body.probe)?.addBatch(seq, body);
          break;
        case 'probe-control':
          probes.get(body.probe)?.addControl(body);
          break;
        case 'probe-read-back':
          probes.get(body.probe)?.addReadBack(body);
          break;
        case 'probe-ended':
          probes.get(body.probe)?.end(at);
          break;
        // Killed in the midst, the server before this one had no time to say that its probe ended.
        case 'server-started':
          for (const probe of probes.values()) probe.end(at);
          break;
        case 'prediction':
          predictions.set(body.fault, body);
          break;
        case 'fault':
          if (body.state === 'began') {
            if (faults.length >= mostFaults) break;
            const { id, fault, node } = body;
            const prediction = predictions.get(fault) ?? null;
            faults.push({ id, fault, node, beganAt: body.at, seq, prediction, undone: null });
          } else {
            const told = faults.find(({ id }) => id === body.id);
            if (told !== undefined) told.undone ??= { at: body.at, seq };
          }
          break;
      }
    },
    records() {
      if (records !== null) return records;
      const logs = [...probes.values()].map(({ log }) => ({ log, splitBrain: findSplitBrain(log) }));
      records = faults.map((told, index) => {
        const next = faults[index + 1] ?? null;
        const before = faults[index - 1] ?? null;
        return recordOf(told, { before, next, tracks: growing.tracks, knownUntil, logs });
      });
      return records;
    },
    probes: () => [...probes.values()].map(({ log }) => log),
    reports: growing.reports,
  };
}

type Around = {
  readonly before: Told | null;
  readonly next: Told | null;
  readonly tracks: Tracks;
  readonly knownUntil: number;
  readonly logs: readonly { readonly log: ProbeLog; readonly splitBrain: FaultRecord['splitBrain'] }[];
};

function recordOf(told: Told, around: Around): FaultRecord {
  const { tracks, next, before, knownUntil } = around;
  const { id, fault, node, beganAt, prediction, undone, seq } = told;
  const healthyAt = healthyAfter(tracks, told, knownUntil, next);
  const leaderBefore = leaderAt(tracks, beganAt - 1);
  const timings = valueAt(tracks.timings, beganAt) ?? liveTimings([]);
  const probe = around.logs.find(({ log }) => wroteAt(log, beganAt)) ?? null;
  const log = probe?.log ?? null;
  // Only where one probe lasts over several faults are its writes shared out among them.
  const share: FaultShare = {
    from:
      before === null || before.beganAt < (log?.startedAt ?? 0) ? -Infinity : endOf(before, tracks, knownUntil, told),
    to: next === null || next.beganAt > (log?.endedAt ?? Infinity) ? Infinity : endOf(told, tracks, knownUntil, next),
  };
  const endsAt = Math.min(healthyAt ?? Infinity, next?.beganAt ?? Infinity);
  const undoneAt = Math.min((fault === 'switchover' ? null : undone?.at) ?? endsAt, endsAt);
  const found = log === null ? null : findOutage(log, { beganAt, undoneAt, endsAt, knownUntil });
  const moments = { beganAt, seq, undone: fault === 'switchover' ? null : undone, leaderBefore };
  return {
    id,
    fault,
    node,
    beganAt,
    undoneAt: undone?.at ?? null,
    healthyAt,
    leaderBefore,
    leaderAfter: leaderAfter(tracks, told, leaderBefore, endsAt),
    timings,
    expected: expectedOutage(fault, timings),
    prediction,
    probe: log?.probe ?? null,
    outage: found?.outage ?? null,
    phases: found === null ? [] : phasesOf(tracks, moments, found.outage, found.firstAck),
    writes: log === null ? { acked: 0, failed: 0, unknown: 0 } : countShare(log, share),
    ...(log === null ? { lost: null, unanswered: null, readBackFrom: [] } : lossesOf(log, share)),
    splitBrain: (probe?.splitBrain ?? []).filter(({ at }) => at >= share.from && at < share.to),
  };
}

function wroteAt({ startedAt, endedAt }: ProbeLog, moment: number): boolean {
  return startedAt <= moment && (endedAt === null || endedAt > moment);
}

/** Until when what happens is this fault's: then it is the next one's. */
function endOf(told: Told, tracks: Tracks, knownUntil: number, next: Told): number {
  return healthyAfter(tracks, told, knownUntil, next) ?? next.beganAt;
}

/** When the cluster was whole again after the undo, and stayed so. */
function healthyAfter({ whole }: Tracks, { undone }: Told, knownUntil: number, next: Told | null): number | null {
  if (undone === null) return null;
  for (const [index, mark] of whole.entries()) {
    const end = whole[index + 1]?.at ?? knownUntil;
    const start = Math.max(mark.at, undone.at);
    if (next !== null && start >= next.beganAt) return null;
    if (mark.value && end - start >= healthyFor) return start;
  }
  return null;
}

/** Who held the lock, by ZooKeeper, or by Patroni where ZooKeeper was never asked. */
function leaderAt(tracks: Tracks, moment: number): string | null {
  return (tracks.holder.length > 0 ? valueAt(tracks.holder, moment) : valueAt(tracks.named, moment)) ?? null;
}

/**
 * Who led in the fault's wake: as of the undo, since what the undo brings back is not the fault's doing.
 * A node that came back before the lock had expired, or before anybody took it, is judged by how it ended.
 */
function leaderAfter(tracks: Tracks, told: Told, leaderBefore: string | null, endsAt: number): string | null {
  const { fault, undone } = told;
  // Without ZooKeeper nobody can say who holds the lock: whoever still takes writes leads.
  if (fault === 'zookeeper') return valueAt(tracks.writable, undone?.at ?? endsAt)?.[0] ?? null;
  if (undone === null || fault === 'switchover') return leaderAt(tracks, endsAt);
  if (fault !== 'replica-first') return leaderAt(tracks, undone.at) ?? leaderAt(tracks, endsAt);
  // The leader's return ends the trap, though the replica may be started first.
  const returned = tracks.present.get(leaderBefore ?? '')?.find(({ at, value }) => at > told.beganAt && value);
  return leaderAt(tracks, Math.min((returned?.at ?? Infinity) - 1, endsAt));
}
