import type { ComposeView } from '#protocol/cluster.ts';

import { createComposeReader } from './compose.ts';
import { type ContainerConfigs, createContainerConfigs } from './container-configs.ts';
import { createDocker, type Docker } from './docker.ts';
import { createOwnSessions, type OwnSessions } from './entrypoint.ts';
import { createPatroniChannel, type PatroniChannel } from './patroni-channel.ts';
import { createZooKeeperSessions, type ZooKeeperSessions } from './zookeeper-sessions.ts';

/** Which run is looked at, and where its engine is. */
export type ClusterOptions = {
  /** The compose project of the run. */
  readonly project: string;
  readonly workspaceDir: string;
  /** The run's environment for `docker compose`: `PATH`, `HOME`, `DOCKER_HOST`… */
  readonly environment: Readonly<Record<string, string>>;
  /** Where published ports are reached from this process. */
  readonly host?: string;
};

/** The ways into the cluster, shared by whoever looks at it: one session, one process a node. */
export type Adapters = AsyncDisposable & {
  readonly docker: Docker;
  readonly configs: ContainerConfigs;
  readonly zookeeper: ZooKeeperSessions;
  readonly compose: () => Promise<ComposeView>;
  readonly ownSessions: OwnSessions;
  /** The channel to the Patroni of a node, by its container's name. */
  patroni(node: string): PatroniChannel;
};

/** Makes the ways; nothing is opened before the first question. */
export function createAdapters(options: ClusterOptions): Adapters {
  const docker = createDocker(options.environment.DOCKER_HOST ?? null);
  const zookeeper = createZooKeeperSessions();
  const channels = new Map<string, PatroniChannel>();
  return {
    docker,
    zookeeper,
    configs: createContainerConfigs(docker),
    compose: createComposeReader(options),
    ownSessions: createOwnSessions(),
    patroni(node) {
      const known = channels.get(node);
      if (known !== undefined) return known;
      const made = createPatroniChannel(docker);
      channels.set(node, made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([
        zookeeper[Symbol.asyncDispose](),
        ...[...channels.values()].map((channel) => channel[Symbol.asyncDispose]()),
      ]);
      channels.clear();
    },
  };
}
