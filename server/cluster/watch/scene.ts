import type { ContainerRole, ServiceView } from '#protocol/cluster.ts';
import type { ContainerConfigs } from '../container-configs.ts';
import { preferRunning, roleOfContainer } from '../container-role.ts';
import type { ContainerFacts } from '../docker.ts';
import type { HaproxyConfig } from '../haproxy-config.ts';
import { stillStates } from '../node.ts';
import type { PatroniConfig } from '../patroni-config.ts';

/** Where a witness is to be asked; `silence` says why it can't be, though nobody has asked it yet. */
export type Place<Config> = {
  readonly container: ContainerFacts | null;
  /** Null while it is not read. */
  readonly config: Config | null;
  readonly silence: string | null;
};

/** What Docker, the compose file and the containers' own files tell of who is where. */
export type Scene = {
  /** By the containers' names; those that the compose file promises and Docker does not have are among them. */
  readonly nodes: ReadonlyMap<string, Place<PatroniConfig>>;
  readonly zookeeper: Place<never>;
  readonly entrypoint: Place<HaproxyConfig>;
  /** The folder of the cluster's keys in ZooKeeper; null when no node's file names one. */
  readonly scopePath: string | null;
};

/** The container behind a member of the cluster, or the member's own name where none is known. */
export function nodeOfMember(scene: Scene, member: string): string {
  for (const [name, { config }] of scene.nodes) if (config?.member === member) return name;
  return member;
}

/** The node's container that a name or address inside the network leads to. */
export function nodeAt(scene: Scene, host: string): string | null {
  for (const [name, { container }] of scene.nodes) {
    if (container === null) continue;
    const { service, hostname, aliases, addresses } = container;
    if ([name, service, hostname, ...aliases, ...addresses].includes(host)) return name;
  }
  // A node that is cut off or stopped has neither aliases nor an address.
  return scene.nodes.has(host) ? host : null;
}

/** The published port of this machine that leads to a container's port; null where none does. */
export function publishedPort(container: ContainerFacts, port: number): number | null {
  return container.ports.find((found) => found.container === port)?.host ?? null;
}

export type SceneSources = {
  readonly containers: readonly ContainerFacts[];
  /** What the compose file promises. */
  readonly services: readonly ServiceView[];
  readonly configs: ContainerConfigs;
  /** Why it is not known which containers there are; null when it is. */
  readonly unknown: string | null;
};

/** Puts the scene together; a file that can't be read now leaves its `config` null. */
export async function readScene({ containers, services, configs, unknown }: SceneSources): Promise<Scene> {
  const roled = containers.map((facts) => ({ facts, role: roleOfContainer(facts, services) }));
  const of = (role: ContainerRole) => roled.filter((item) => item.role === role).map(({ facts }) => facts);
  const nobody = (what: string) => ({ container: null, config: null, silence: unknown ?? what });

  const present = await Promise.all(
    of('node').map(async (container) => {
      const config = await nullIfUnread(configs.patroni(container));
      return [container.name, { container, config, silence: silenceOf(container) }] as const;
    }),
  );
  const absent = services
    .filter(({ role, name }) => role === 'node' && !of('node').some(({ service }) => service === name))
    .map(({ containerName, name }) => [containerName ?? name, nobody('контейнера нет')] as const);

  const zoo = preferRunning(of('zookeeper'));
  const gate = preferRunning(of('entrypoint'));
  return {
    nodes: new Map<string, Place<PatroniConfig>>([...present, ...absent].toSorted(byName)),
    zookeeper:
      zoo === undefined
        ? nobody('контейнера ZooKeeper нет')
        : { container: zoo, config: null, silence: silenceOf(zoo) ?? cutOff(zoo) },
    entrypoint:
      gate === undefined
        ? nobody('контейнера HAProxy нет')
        : {
            container: gate,
            config: await nullIfUnread(configs.haproxy(gate)),
            silence: silenceOf(gate) ?? cutOff(gate),
          },
    scopePath: present.map(([, { config }]) => config?.scopePath ?? null).find((path) => path !== null) ?? null,
  };
}

/** Why a container that is not attached to any network can't be asked through its ports. */
export function cutOff(container: ContainerFacts): string | null {
  return container.networks.length === 0 ? 'контейнер отключён от сети' : null;
}

function silenceOf({ state }: ContainerFacts): string | null {
  return state === 'running' ? null : (stillStates[state] ?? 'контейнер не работает');
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left.localeCompare(right);
}

async function nullIfUnread<Config>(reading: Promise<Config>): Promise<Config | null> {
  try {
    return await reading;
  } catch (error) {
    // The container went away, or the engine is silent: the witness asks without it, and the next scene reads it again.
    if (error instanceof Error) return null;
    throw error;
  }
}
