import type { WriteOutcome } from './probe.ts';

/** The disturbances of part 4, in the order of its steps. */
export const faultNames = ['stop', 'kill', 'pause', 'network', 'zookeeper', 'replica-first', 'switchover'] as const;

/** A named disturbance: what the student does to the cluster. */
export type FaultName = (typeof faultNames)[number];

/** A fault as it began or was undone, recognised by its effects; `at` by Docker's or ZooKeeper's own clock. */
export type FaultEvent = {
  /** Counts the faults of a run: `fault-1`, `fault-2`… */
  readonly id: string;
  readonly fault: FaultName;
  readonly state: 'began' | 'undone';
  /** The container that was hit; null for a switchover. */
  readonly node: string | null;
  readonly at: number;
};

/** What the student expects of a fault, said before it. */
export type Prediction = {
  readonly fault: FaultName;
  /** How long no write goes through, in seconds; null for "until I undo it". */
  readonly seconds: number | null;
  /** Who leads afterwards: the same node, the other one, or nobody. */
  readonly leader: 'same' | 'other' | 'nobody';
  /** How many acknowledged rows will be missing. */
  readonly lost: number;
};

/**
 * A part of an outage, from one mark of the journal to the next.
 *
 * | phase | ends when |
 * | --- | --- |
 * | `detect` | the lock is released or expires; without a change of leader: the missing standby is struck off |
 * | `heal` | the student undoes the fault, where nobody may take over meanwhile |
 * | `elect` | another node (or the same one again) holds the lock |
 * | `route` | HAProxy takes it for UP |
 * | `answer` | the first write is confirmed again |
 */
export type PhaseName = 'detect' | 'elect' | 'route' | 'answer' | 'heal';

/** A phase; times are milliseconds since the epoch. */
export type Phase = {
  readonly name: PhaseName;
  readonly from: number;
  readonly to: number;
  /** The numbers of the journal events that bound it. */
  readonly evidence: readonly number[];
};

/** The time without a confirmed write around a fault. */
export type Outage = {
  readonly lastAckBefore: number;
  /** Null while it lasts. */
  readonly firstAckAfter: number | null;
  /** Milliseconds between two tries, so the outage is known to this; larger when the tries themselves hung. */
  readonly resolution: number;
};

/** From when to when something is expected, in milliseconds after the fault; null: not before the undo. */
export type Interval = { readonly min: number; readonly max: number } | null;

/** How long an outage should last by the configuration that was live at the fault. */
export type ExpectedOutage = {
  readonly total: Interval;
  /** Each term of the formula in its order, with the setting that it comes from. */
  readonly terms: readonly {
    readonly phase: PhaseName;
    readonly interval: Interval;
    /** E.g. `ttl 30 с`, `inter 3 с × rise 2`. */
    readonly source: string;
  }[];
};

/** The settings that were live when a fault began; times in milliseconds. */
export type LiveTimings = {
  readonly ttl: number | null;
  readonly loopWait: number | null;
  readonly retryTimeout: number | null;
  /** The session that ZooKeeper really grants: ttl inside its limits. */
  readonly session: number | null;
  /** ZooKeeper's tick: it ends sessions only on such a beat. */
  readonly tick: number | null;
  readonly inter: number | null;
  readonly fastInter: number | null;
  readonly downInter: number | null;
  readonly checkTimeout: number | null;
  readonly fall: number | null;
  readonly rise: number | null;
  readonly synchronousMode: boolean | null;
};

/** Everything that the journal tells about one fault. */
export type FaultRecord = {
  readonly id: string;
  readonly fault: FaultName;
  readonly node: string | null;
  readonly beganAt: number;
  readonly undoneAt: number | null;
  /** When the cluster was whole again: two members, streaming, one primary by all witnesses that can tell. */
  readonly healthyAt: number | null;
  readonly leaderBefore: string | null;
  /** Null while nobody leads. */
  readonly leaderAfter: string | null;
  readonly timings: LiveTimings;
  readonly expected: ExpectedOutage;
  readonly prediction: Prediction | null;
  /** The probe that wrote meanwhile; null: nothing was measured. */
  readonly probe: string | null;
  readonly outage: Outage | null;
  readonly phases: readonly Phase[];
  readonly writes: Readonly<Record<WriteOutcome, number>>;
  /** Acked and missing on the leader or the replica, whichever misses more; null before the read-back. */
  readonly lost: number | null;
  /** Unknown and present. */
  readonly unanswered: number | null;
  /** The nodes that the probe's rows were read back from. */
  readonly readBackFrom: readonly string[];
  /** Moments when two nodes both confirmed writes; empty is the rule. */
  readonly splitBrain: readonly { readonly at: number; readonly nodes: readonly string[] }[];
};
