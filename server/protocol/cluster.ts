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
  readonly createdAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly addresses: readonly string[];
  /** The names of the networks that it is attached to. */
  readonly networks: readonly string[];
  readonly ports: readonly { readonly container: number; readonly host: number; readonly address: string }[];
  readonly mounts: readonly MountView[];
};

/** What stands at a path of a container: a named volume, a folder or file of the machine, or memory. */
export type MountView = {
  readonly type: string;
  /** The volume's name or the machine's path. */
  readonly source: string;
  readonly destination: string;
};

/** A service as the run's compose file describes it, whether or not its container exists. */
export type ServiceView = {
  readonly name: string;
  /** The container's name if the file fixes it. */
  readonly containerName: string | null;
  readonly role: ContainerRole;
  readonly image: string | null;
  /** Absolute paths, or null for an image that is only pulled; `inside` the workspace, or the author's machine only. */
  readonly build: { readonly context: string; readonly dockerfile: string; readonly inside: boolean } | null;
  readonly ports: readonly { readonly container: number; readonly host: number }[];
};

/** How Compose's problem begins when not the file is to blame, but the client that should read it. */
export const composeUnanswered = 'docker compose не ответил';

/** What `docker compose config` makes of the run's compose file. */
export type ComposeView = WitnessHealth & { readonly services: readonly ServiceView[] };

/** The image of a service that is built in the lab, beside the files in the workspace it should be built from. */
export type ImageView = {
  readonly reference: string;
  readonly services: readonly string[];
  /** Null while no image has this name. */
  readonly id: string | null;
  readonly createdAt: string | null;
  /** Whether its layers were made by the present Dockerfile; `unknown` for a Dockerfile that can't be compared. */
  readonly recipe: 'same' | 'different' | 'unknown';
  /** The first instruction of the present Dockerfile that the image was not made by. */
  readonly difference: string | null;
  /** Whether it was made after the last change of the Dockerfile and of the files that it copies. */
  readonly newer: boolean;
  /** The files that the Dockerfile copies: the workspace's content against the image's. */
  readonly files: readonly {
    readonly path: string;
    readonly inImage: string;
    readonly state: 'same' | 'different' | 'missing';
  }[];
  /** Why the comparison could not be made, in Russian. */
  readonly problem: string | null;
};

/** A PostgreSQL node as it answers itself, and as its own Patroni describes it. */
export type NodeView = {
  /** The container's name. */
  readonly name: string;
  readonly postgres: WitnessHealth & {
    readonly port: number | null;
    /** The server's own clock at the answer, ISO 8601. */
    readonly clock: string | null;
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
    /** Settings that tell a misplaced key: what the server runs with, by name. */
    readonly settings: Readonly<Record<string, string>>;
  };
  /** Writes that this node refused as read-only, by its log: how many since its container was made, and the last one. */
  readonly refusals: { readonly count: number; readonly last: string | null };
  readonly patroni: WitnessHealth & {
    /** Its name in the cluster, which need not be the container's. */
    readonly member: string | null;
    readonly role: string | null;
    readonly state: string | null;
    readonly timeline: number | null;
    readonly version: string | null;
    readonly scope: string | null;
    /** What it answers to the request that HAProxy checks it with: an HTTP status. */
    readonly answersCheck: number | null;
    /** Why that request had no answer though its Patroni answered others. */
    readonly checkProblem: string | null;
  };
};

/** An ordinary table of the student's: `rows` are at most the first 20, each value as text. */
export type TableView = {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly rows: readonly (readonly (string | null)[])[];
  /** MD5 over all rows (at most 10,000), so that a change is seen; empty while the table is locked or too slow to read. */
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
  /** The dynamic configuration from ZooKeeper; times in seconds, the lag in bytes. */
  readonly config: {
    readonly ttl: number | null;
    readonly loopWait: number | null;
    readonly retryTimeout: number | null;
    readonly maximumLag: number | null;
    readonly usePgRewind: boolean | null;
  };
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
  /** The request that HAProxy checks its servers with, e.g. `OPTIONS /primary`; null without `option httpchk`. */
  readonly checkRequest: string | null;
  /** How many of the connections that HAProxy counts were ours. */
  readonly ownSessions: number;
  readonly servers: readonly {
    readonly proxy: string;
    readonly name: string;
    /** The container that it leads to, by HAProxy's configuration, or null. */
    readonly node: string | null;
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
  readonly compose: ComposeView;
  readonly images: readonly ImageView[];
  readonly nodes: readonly NodeView[];
  readonly patroni: PatroniView;
  readonly zookeeper: ZooKeeperView;
  readonly entrypoint: EntryPointView;
};
