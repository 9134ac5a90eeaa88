import { reasonOf } from '../cluster/deadline.ts';
import type { ContainerFacts } from '../cluster/docker.ts';
import type { PatroniConfig } from '../cluster/patroni-config.ts';
import { createPostgresConnection, explainPostgres, type PostgresConnection } from '../cluster/postgres.ts';
import { roleOf } from '../cluster/role.ts';
import { openZooKeeper } from '../cluster/zookeeper-client.ts';

/** Asks ZooKeeper and PostgreSQL what they run with; a failure is an answer with its reason. */
export type ClusterAsker = AsyncDisposable & {
  /** The dynamic configuration as it lies in ZooKeeper, or null before the cluster was made. */
  dynamic(
    containers: readonly ContainerFacts[],
    scopePath: string | null,
  ): Promise<{ readonly value: unknown; readonly problem: string | null }>;
  settings(
    node: ContainerFacts,
    config: PatroniConfig,
    names: readonly string[],
  ): Promise<{
    readonly settings: ReadonlyMap<string, { readonly value: string; readonly pendingRestart: boolean }>;
    readonly problem: string | null;
  }>;
};

/** @param host where published ports are reached from here */
export function createClusterAsker(host: string): ClusterAsker {
  const connections = new Map<string, PostgresConnection>();

  const connectionTo = (name: string) => {
    const known = connections.get(name);
    if (known !== undefined) return known;
    const made = createPostgresConnection();
    connections.set(name, made);
    return made;
  };

  return {
    async dynamic(containers, scopePath) {
      const zoo = containers.find(
        ({ image, command, environment, exposed }) =>
          roleOf({ image, command, environment, ports: exposed }) === 'zookeeper',
      );
      if (zoo === undefined) return nothing('Контейнера ZooKeeper нет');
      if (zoo.state !== 'running')
        return nothing(`Контейнер ${zoo.name} не работает: динамическую конфигурацию не прочитать`);
      const port = zoo.ports.find(({ container }) => container === 2181)?.host;
      if (port === undefined)
        return nothing('Порт ZooKeeper не опубликован: динамическую конфигурацию отсюда не прочитать');
      if (scopePath === null) return nothing('В файле нет scope: неизвестно, где в ZooKeeper искать конфигурацию');
      try {
        await using session = await openZooKeeper(host, port);
        const text = await session.data(`${scopePath}/config`);
        const value: unknown = text === null || text === '' ? null : JSON.parse(text);
        return { value, problem: null };
      } catch (error) {
        return nothing(`ZooKeeper не отвечает: ${reasonOf(error)}`);
      }
    },

    async settings(node, config, names) {
      const none = new Map<string, { value: string; pendingRestart: boolean }>();
      const port = node.ports.find(({ container }) => container === config.postgresPort)?.host;
      if (port === undefined) return { settings: none, problem: `Порт PostgreSQL узла ${node.name} не опубликован` };
      const asked = names.filter((name) => /^[a-z_][\w.]*$/i.test(name)).map((name) => `'${name.toLowerCase()}'`);
      if (asked.length === 0) return { settings: none, problem: null };
      try {
        const rows = await connectionTo(node.name).rows(
          { host, port, user: config.user, password: config.password, database: 'postgres' },
          `SELECT lower(name) AS name, current_setting(name) AS value, pending_restart AS pending
             FROM pg_settings WHERE lower(name) IN (${asked.join(', ')})`,
        );
        return {
          settings: new Map(
            rows.map((row) => [String(row.name), { value: String(row.value), pendingRestart: row.pending === true }]),
          ),
          problem: null,
        };
      } catch (error) {
        return { settings: none, problem: `${node.name}: ${explainPostgres(error)}` };
      }
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([...connections.values()].map((connection) => connection[Symbol.asyncDispose]()));
      connections.clear();
    },
  };
}

function nothing(problem: string) {
  return { value: null, problem };
}
