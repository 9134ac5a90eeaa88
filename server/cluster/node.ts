import type { NodeView } from '#protocol/cluster.ts';

import { reasonOf } from './deadline.ts';
import type { Adapters } from './adapters.ts';
import type { ContainerFacts } from './docker.ts';
import type { HaproxyConfig } from './haproxy-config.ts';
import type { PatroniChannel } from './patroni-channel.ts';
import type { PatroniConfig } from './patroni-config.ts';
import { createPatroniWitness, type PatroniReport, silentPatroniCluster, silentPatroniNode } from './patroni.ts';
import { createPostgresWitness, silentPostgres } from './postgres-witness.ts';
import { createRefusalReader } from './refusals.ts';

/** What is known of one node after an observation. */
export type NodeReport = { readonly view: NodeView; readonly cluster: PatroniReport['cluster'] };

/** The witnesses of one node, kept from one observation to the next. */
export type NodeObserver = AsyncDisposable & {
  /** The configuration that its Patroni was started with, or null while it can't be read. */
  config(container: ContainerFacts): Promise<PatroniConfig | null>;
  observe(container: ContainerFacts, host: string, check: HaproxyConfig['check']): Promise<NodeReport>;
};

/** A node that has no container, or whose container does not run. */
export function silentNode(name: string, problem: string, port: number | null = null): NodeReport {
  return {
    view: {
      name,
      postgres: silentPostgres(problem, port),
      patroni: silentPatroniNode(problem),
      refusals: { count: 0, last: null },
    },
    cluster: silentPatroniCluster(problem),
  };
}

/** Why a container in such a state can't be asked; one that runs is not among them. */
export const stillStates: Readonly<Record<string, string>> = {
  created: 'контейнер создан, но не запущен',
  paused: 'контейнер приостановлен',
  restarting: 'контейнер перезапускается',
  exited: 'контейнер остановлен',
  dead: 'контейнер остановлен',
  removing: 'контейнер удаляется',
};

/** Makes the witnesses of one node. */
export function createNodeObserver(
  adapters: Pick<Adapters, 'docker' | 'configs'>,
  channel: PatroniChannel,
): NodeObserver {
  const postgres = createPostgresWitness();
  const patroni = createPatroniWitness(channel);
  const refusals = createRefusalReader(adapters.docker);

  return {
    async config(container) {
      try {
        return await adapters.configs.patroni(container);
      } catch (error) {
        // The container went away while its file was read: the next observation will see that.
        if (error instanceof Error) return null;
        throw error;
      }
    },

    async observe(container, host, check) {
      const config = await this.config(container);
      const port = publishedPort(container, config?.postgresPort ?? 5432);
      if (container.state !== 'running') {
        const silent = silentNode(container.name, stillStates[container.state] ?? 'контейнер не работает', port);
        // Its name in the cluster is known from its file: its key may outlive it in ZooKeeper.
        const patroni = { ...silent.view.patroni, member: config?.member ?? null };
        return { ...silent, view: { ...silent.view, patroni, refusals: await refusalsOf(container) } };
      }
      const [postgresView, report, refused] = await Promise.all([
        port === null
          ? silentPostgres('порт PostgreSQL не опубликован', null)
          : postgres.observe({
              host,
              port,
              user: config?.user ?? 'postgres',
              password: config?.password ?? 'postgres',
            }),
        patroni.observe({
          containerId: container.id,
          address: config?.restAddress ?? '127.0.0.1:8008',
          check,
        }),
        refusalsOf(container),
      ]);
      return {
        view: {
          name: container.name,
          postgres: postgresView,
          patroni: { ...report.node, member: report.node.member ?? config?.member ?? null },
          refusals: refused,
        },
        cluster: report.cluster,
      };
    },

    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
    },
  };

  async function refusalsOf(container: ContainerFacts): Promise<NodeView['refusals']> {
    try {
      return await refusals.read(container);
    } catch (error) {
      return { count: 0, last: `журнал контейнера не прочитан: ${reasonOf(error)}` };
    }
  }
}

function publishedPort({ ports }: ContainerFacts, container: number): number | null {
  return ports.find((port) => port.container === container)?.host ?? null;
}
