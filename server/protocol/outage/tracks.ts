import { beliefOf } from '../belief.ts';
import type { LiveTimings } from '../fault.ts';
import type { JournalEvent } from '../journal.ts';
import { wholeness } from '../wholeness.ts';
import { addToReports } from '../witness-reports.ts';
import type { WitnessChange, WitnessReport } from '../witness.ts';
import { liveTimings } from './live-timings.ts';

/** A value from a moment on, and the event that says so; `at` is the witness's own time where it has one. */
export type Mark<Value> = { readonly at: number; readonly seq: number; readonly value: Value };

/** What of the witnesses' words bears on an outage, as values that change in time. */
export type Tracks = {
  /** Who holds the lock by ZooKeeper; null: nobody; undefined: it can't be asked. */
  readonly holder: readonly Mark<string | null | undefined>[];
  /** Whom Patroni's `/cluster` names. */
  readonly named: readonly Mark<string | null>[];
  /** Who takes writes by PostgreSQL's own word. */
  readonly writable: readonly Mark<readonly string[]>[];
  /** The servers that HAProxy takes for UP. */
  readonly routed: readonly Mark<readonly string[]>[];
  /** The sync standby by ZooKeeper. */
  readonly standby: readonly Mark<string | null>[];
  readonly timings: readonly Mark<LiveTimings>[];
  readonly whole: readonly Mark<boolean>[];
  /** Whether a container runs undisturbed, by Docker's events. */
  readonly present: ReadonlyMap<string, readonly Mark<boolean>[]>;
};

/** Tracks that still grow. */
export type GrowingTracks = {
  readonly tracks: Tracks;
  readonly reports: () => readonly WitnessReport[];
  readonly add: (event: JournalEvent) => void;
};

/** Begins the tracks of a run. */
export function beginTracks(): GrowingTracks {
  const holder: Mark<string | null | undefined>[] = [];
  const named: Mark<string | null>[] = [];
  const writable: Mark<readonly string[]>[] = [];
  const routed: Mark<readonly string[]>[] = [];
  const standby: Mark<string | null>[] = [];
  const timings: Mark<LiveTimings>[] = [];
  const whole: Mark<boolean>[] = [];
  const present = new Map<string, Mark<boolean>[]>();
  let reports: readonly WitnessReport[] = [];

  function addWitness(seq: number, at: number, change: WitnessChange): void {
    const { testimony } = change;
    if (change.witness === 'zookeeper') {
      const zookeeper = change.problem === null && testimony?.witness === 'zookeeper' ? testimony : null;
      put(holder, seq, holderTime(at, change, holder.at(-1)), zookeeper === null ? undefined : zookeeper.leader);
      if (zookeeper !== null) put(standby, seq, change.ownTime ?? at, zookeeper.syncStandby);
    } else if (change.witness === 'docker') {
      return;
    } else if (change.witness === 'patroni') {
      put(named, seq, at, beliefOf('patroni', reports).primaries?.[0] ?? null);
    } else {
      put(
        change.witness === 'postgres' ? writable : routed,
        seq,
        at,
        beliefOf(change.witness, reports).primaries ?? [],
      );
    }
    if (change.witness !== 'postgres') put(timings, seq, at, liveTimings(reports));
  }

  return {
    tracks: { holder, named, writable, routed, standby, timings, whole, present },
    reports: () => reports,
    add(event) {
      const { seq, at, body } = event;
      if (body.kind === 'docker-event') {
        const here = presence(body.action);
        if (here === null) return;
        const track = present.get(body.container) ?? [];
        put(track, seq, body.ownTime, here);
        present.set(body.container, track);
        return;
      }
      reports = addToReports(reports, event);
      if (body.kind === 'witness') addWitness(seq, at, body);
      if (body.kind === 'witness') put(whole, seq, at, wholeness(reports).whole);
      // Nobody looks, so nobody can say.
      else if (body.kind === 'watch' && body.state !== 'goes-on') put(whole, seq, at, false);
      else if (body.kind === 'server-started' || body.kind === 'run-started') put(whole, seq, at, false);
    },
  };
}

function put<Value>(track: Mark<Value>[], seq: number, at: number, value: Value): void {
  const last = track.at(-1);
  if (last !== undefined && isSame(last.value, value)) return;
  track.push({ at: Math.max(at, last?.at ?? 0), seq, value });
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

/** ZooKeeper keeps when the key was made, though not when it vanished. */
function holderTime(at: number, change: WitnessChange, before: Mark<string | null | undefined> | undefined): number {
  const { testimony, ownTime } = change;
  const since = testimony?.witness === 'zookeeper' && testimony.leader !== null ? testimony.leaderSince : null;
  const own = since !== null && since > (before?.at ?? Infinity) ? since : ownTime;
  return Math.min(own ?? at, at);
}

function presence(action: string): boolean | null {
  if (['start', 'unpause', 'connect'].includes(action)) return true;
  return ['die', 'pause', 'disconnect', 'destroy'].includes(action) ? false : null;
}

/** The value that was in force at a moment; undefined before the first mark. */
export function valueAt<Value>(track: readonly Mark<Value>[], moment: number): Value | undefined {
  return track.findLast(({ at }) => at <= moment)?.value;
}

/** The first mark in a span of time whose value passes. */
export function firstMark<Value>(
  track: readonly Mark<Value>[],
  from: number,
  to: number,
  passes: (value: Value) => boolean,
): Mark<Value> | null {
  return track.find(({ at, value }) => at >= from && at <= to && passes(value)) ?? null;
}
