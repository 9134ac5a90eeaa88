/** The health of one witness: when it was asked last and why it could not answer. */
export type WitnessHealth = {
  /** Milliseconds since the epoch of the last answer, or null when there was none. */
  readonly answeredAt: number | null;
  /** Why the last question got no answer, in Russian, or null when it got one. */
  readonly problem: string | null;
};

/** What runs in a container of the run's compose project, by its effects and image, not by its name. */
export type ContainerRole = 'node' | 'zookeeper' | 'entrypoint' | 'other';

/** A container of the run's compose project. */
export type ContainerView = {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly role: ContainerRole;
  readonly image: string;
  readonly imageId: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing';
  readonly health: 'healthy' | 'unhealthy' | 'starting' | null;
  readonly exitCode: number | null;
  /** ISO 8601 as Docker gives them. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly container: number; readonly host: number; readonly address: string }[];
};

/** A PostgreSQL node as it answers itself, and as its own Patroni describes it. */
export type NodeView = {
  /** The container's name. */
  readonly name: string;
  readonly postgres: WitnessHealth & {
    readonly port: number | null;
    readonly inRecovery: boolean | null;
    readonly timeline: number | null;
    readonly lsn: string | null;
    readonly replication: readonly {
      readonly applicationName: string;
      readonly clientAddress: string | null;
      readonly state: string;
      readonly syncState: string;
      readonly lagBytes: number | null;
    }[];
    /** Whether the WAL receiver of a replica streams. */
    readonly receiving: boolean | null;
    readonly tables: readonly TableView[];
    readonly clients: readonly ClientView[];
  };
  readonly patroni: WitnessHealth & {
    readonly role: string | null;
    readonly state: string | null;
    readonly timeline: number | null;
    readonly version: string | null;
    readonly scope: string | null;
  };
};

/** An ordinary table of the student's: `rows` are at most the first 20, each value as text. */
export type TableView = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly rows: readonly (readonly (string | null)[])[];
  /** MD5 over all rows (at most 10,000), so that a change is seen. */
  readonly digest: string;
};

/** A session on a node that is not ours. */
export type ClientView = {
  readonly address: string | null;
  readonly application: string;
  readonly state: string | null;
  readonly query: string;
  /** ISO 8601. */
  readonly changedAt: string | null;
};

/** What Patroni's `/cluster` and `/history` say, from any node that answers. */
export type PatroniView = WitnessHealth & {
  readonly leader: string | null;
  readonly members: readonly {
    readonly name: string;
    readonly role: string;
    readonly state: string;
    readonly timeline: number | null;
    readonly lag: number | null;
  }[];
  readonly history: readonly {
    readonly timeline: number;
    readonly leader: string | null;
    readonly at: string | null;
  }[];
  readonly synchronousMode: boolean | null;
};

/** The keys under `/service/<scope>/`. */
export type ZooKeeperView = WitnessHealth & {
  readonly scope: string | null;
  readonly leader: string | null;
  readonly members: readonly string[];
  readonly syncLeader: string | null;
  readonly syncStandby: string | null;
};

/** HAProxy's statistics. */
export type EntryPointView = WitnessHealth & {
  readonly container: string | null;
  readonly port: number | null;
  readonly servers: readonly {
    readonly proxy: string;
    readonly name: string;
    readonly status: string;
    readonly lastCheck: string;
    readonly sessions: number;
    readonly totalSessions: number;
    readonly bytesIn: number;
    readonly changedSecondsAgo: number | null;
  }[];
  /** The node that a new connection through the entry point reached, by its own answer. */
  readonly reaches: {
    readonly node: string | null;
    readonly inRecovery: boolean | null;
    readonly problem: string | null;
  } | null;
};

/** What every witness says now, each with its age; never a merged guess. */
export type ClusterView = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly project: string;
  readonly docker: WitnessHealth & { readonly containers: readonly ContainerView[] };
  readonly nodes: readonly NodeView[];
  readonly patroni: PatroniView;
  readonly zookeeper: ZooKeeperView;
  readonly entrypoint: EntryPointView;
};
