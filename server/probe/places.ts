import type { Adapters } from '../cluster/adapters.ts';
import { preferRunning, roleOfContainer } from '../cluster/container-role.ts';
import { reasonOf } from '../cluster/deadline.ts';
import type { ContainerFacts } from '../cluster/docker.ts';
import { parsePatroniConfig, type PatroniConfig } from '../cluster/patroni-config.ts';
import type { PostgresAddress } from '../cluster/postgres.ts';

/** A node and how its PostgreSQL is reached past the entry point; null when its port is not published. */
export type NodePlace = {
  /** The container's name. */
  readonly name: string;
  readonly running: boolean;
  readonly server: PostgresAddress | null;
  /** Inside the networks. */
  readonly addresses: readonly string[];
};

/** Where the probe finds the cluster. */
export type Places = {
  readonly entrypoint: PostgresAddress | null;
  /** Why there is no entry point that could be written through, in Russian. */
  readonly problem: string | null;
  readonly nodes: readonly NodePlace[];
};

/** Asks Docker where the run's entry point and nodes are, and the nodes' files for the superuser. */
export async function findPlaces(
  adapters: Pick<Adapters, 'docker' | 'configs' | 'compose'>,
  { project, host = '127.0.0.1' }: { readonly project: string; readonly host?: string },
): Promise<Places> {
  try {
    const [containers, { services }] = await Promise.all([adapters.docker.containers(project), adapters.compose()]);
    const of = (role: string) => containers.filter((facts) => roleOfContainer(facts, services) === role);

    const nodes = await Promise.all(
      of('node').map(async (facts) => ({ facts, config: await valueOrNull(adapters.configs.patroni(facts)) })),
    );
    const superuser = nodes.find(({ config }) => config !== null)?.config ?? parsePatroniConfig('', {});
    const at = (port: number | null, { user, password }: PatroniConfig): PostgresAddress | null =>
      port === null ? null : { host, port, user, password, database: 'postgres' };

    const gate = preferRunning(of('entrypoint'));
    const clientPort = gate === undefined ? null : (await valueOrNull(adapters.configs.haproxy(gate)))?.clientPort;
    const port = gate === undefined ? null : publishedPort(gate, clientPort ?? 5432);
    return {
      entrypoint: at(port, superuser),
      problem: problemOf(gate, port),
      nodes: nodes.map(({ facts, config }) => ({
        name: facts.name,
        running: facts.state === 'running',
        server: at(publishedPort(facts, config?.postgresPort ?? 5432), config ?? superuser),
        addresses: facts.addresses,
      })),
    };
  } catch (error) {
    return { entrypoint: null, problem: `Docker Engine не отвечает: ${reasonOf(error)}`, nodes: [] };
  }
}

/** A file can't be read while its container goes away: the defaults stand, and the next look will see it. */
async function valueOrNull<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function publishedPort({ ports }: ContainerFacts, container: number): number | null {
  return ports.find((port) => port.container === container)?.host ?? null;
}

function problemOf(gate: ContainerFacts | undefined, port: number | null): string | null {
  if (gate === undefined) return 'контейнера HAProxy нет';
  if (gate.state !== 'running') return `контейнер HAProxy «${gate.name}» не работает`;
  return port === null ? `порт точки входа «${gate.name}» не опубликован` : null;
}
