import type { ContainerRole, ContainerView } from './cluster.ts';

/** The independent sources on who is primary, in the order of the page's rows. */
export const witnessNames = ['docker', 'postgres', 'patroni', 'zookeeper', 'haproxy'] as const;

/** An independent source on who is primary. */
export type WitnessName = (typeof witnessNames)[number];

/** What Docker says of a container of the run. */
export type ContainerTestimony = {
  readonly name: string;
  readonly role: ContainerRole;
  readonly state: ContainerView['state'];
  readonly health: ContainerView['health'];
  readonly exitCode: number | null;
  /** Whether it is attached to a network: `docker network disconnect` leaves it running without one. */
  readonly connected: boolean;
};

/** A standby as the leader's PostgreSQL sees it. */
export type StandbyTestimony = {
  readonly node: string;
  readonly state: string;
  readonly syncState: string;
  /** How far its replay is behind, rounded down to 0, 64 KiB, 1 MiB or 16 MiB, so that only a real change is one. */
  readonly lag: number | null;
};

/**
 * What a witness says in its own words: only what changes seldom, since each change is an event of the journal.
 * Nodes are named by their containers wherever the member behind a name is known; times are milliseconds since the epoch.
 */
export type Testimony =
  | { readonly witness: 'docker'; readonly containers: readonly ContainerTestimony[] }
  | {
      readonly witness: 'postgres';
      readonly inRecovery: boolean;
      /** Whether it refuses writes though it is not in recovery, as a primary that was made read-only does. */
      readonly readOnly: boolean;
      readonly timeline: number | null;
      /** Whether the WAL receiver streams; null on a primary. */
      readonly receiving: boolean | null;
      readonly standbys: readonly StandbyTestimony[];
      /** `synchronous_standby_names` as it is in force. */
      readonly syncNames: string;
    }
  | {
      readonly witness: 'patroni';
      /** `primary` (`master` before 4.0), `replica`, `sync_standby`… */
      readonly role: string;
      readonly state: string;
      readonly timeline: number | null;
      /** The leader by its `/cluster`, or null when it names none. */
      readonly leader: string | null;
      readonly members: readonly {
        readonly node: string;
        readonly role: string;
        readonly state: string;
        readonly timeline: number | null;
      }[];
      readonly lastChange: HistoryEntry | null;
      readonly config: DynamicConfig;
    }
  | {
      readonly witness: 'zookeeper';
      readonly scope: string | null;
      readonly leader: string | null;
      /** When the leader key was made, by ZooKeeper's clock. */
      readonly leaderSince: number | null;
      /** The session that holds the key, in hexadecimal. */
      readonly session: string | null;
      readonly members: readonly string[];
      readonly syncLeader: string | null;
      readonly syncStandby: string | null;
      /** Whether a switchover or failover is asked for (`failover` key). */
      readonly failoverAsked: boolean;
      readonly lastChange: HistoryEntry | null;
      /** Milliseconds: the shortest and the longest session that the server grants, 2 and 20 ticks. */
      readonly sessionLimits: { readonly min: number; readonly max: number } | null;
    }
  | {
      readonly witness: 'haproxy';
      readonly servers: readonly {
        readonly name: string;
        readonly node: string | null;
        /** `UP`, `DOWN`, `UP 1/2`, `MAINT`… */
        readonly status: string;
        /** Its last check in HAProxy's words, e.g. `L7STS 503`. */
        readonly check: string;
        readonly since: number | null;
      }[];
      readonly timings: HaproxyTimings | null;
    };

/** A row of Patroni's history: the timeline that ended and who led the next one. */
export type HistoryEntry = { readonly timeline: number; readonly leader: string | null; readonly at: number | null };

/** The dynamic configuration in ZooKeeper; times in seconds, the lag in bytes. */
export type DynamicConfig = {
  readonly ttl: number | null;
  readonly loopWait: number | null;
  readonly retryTimeout: number | null;
  readonly maximumLag: number | null;
  readonly synchronousMode: boolean | null;
  readonly paused: boolean;
};

/** How HAProxy checks its servers; times in milliseconds. */
export type HaproxyTimings = {
  readonly inter: number;
  readonly fastInter: number | null;
  readonly downInter: number | null;
  readonly fall: number;
  readonly rise: number;
  readonly checkTimeout: number | null;
};

/** A change of what a witness says; `testimony` is null while it can't be asked, and `problem` says why in Russian. */
export type WitnessChange = {
  readonly witness: WitnessName;
  /** The node that is asked: PostgreSQL and Patroni have one witness a node; null for the others. */
  readonly node: string | null;
  /** When it happened by the witness's own clock, where it has one. */
  readonly ownTime: number | null;
  readonly problem: string | null;
  readonly testimony: Testimony | null;
};

/** What a witness said last. */
export type WitnessReport = Omit<WitnessChange, 'ownTime'> & {
  /** When it answered last; null if never. `testimony` is then the last one, also while it is silent. */
  readonly answeredAt: number | null;
  /** When its answer changed last. */
  readonly changedAt: number;
  readonly gauges: Gauges | null;
};

/** What changes all the time and is shown live only, never written to the journal. */
export type Gauges = {
  readonly lsn: string | null;
  readonly standbys: readonly {
    readonly node: string;
    readonly lagBytes: number | null;
    readonly lagMs: number | null;
  }[];
  /** Clients of a node, or sessions through HAProxy by server. */
  readonly sessions: Readonly<Record<string, number>>;
};

/** What Docker told of a container: something happened to it. */
export type DockerEvent = {
  readonly action: DockerAction;
  readonly container: string;
  readonly role: ContainerRole;
  readonly ownTime: number;
  /** Of `kill`: the signal's number. */
  readonly signal: number | null;
  /** Of `die`. */
  readonly exitCode: number | null;
};

export const dockerActions = [
  'create',
  'start',
  'restart',
  'kill',
  'die',
  'stop',
  'oom',
  'pause',
  'unpause',
  'destroy',
  'connect',
  'disconnect',
] as const;

export type DockerAction = (typeof dockerActions)[number];
