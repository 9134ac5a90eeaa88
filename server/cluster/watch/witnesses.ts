import type { ServiceView } from '#protocol/cluster.ts';
import type { Adapters, ClusterOptions } from '../adapters.ts';
import { roleOfContainer } from '../container-role.ts';
import type { ContainerFacts } from '../docker.ts';
import type { Desk } from './desk.ts';
import { createDockerWatch } from './docker-watch.ts';
import { createHaproxyWatch } from './haproxy-watch.ts';
import type { NodeWatch } from './node-watch.ts';
import { createPatroniWatch } from './patroni-watch.ts';
import { createPostgresWatch } from './postgres-watch.ts';
import { createRounds } from './rounds.ts';
import { nodeAt, nodeOfMember, readScene, type Scene } from './scene.ts';
import { createZooKeeperWatch } from './zookeeper-watch.ts';

export type WitnessesOptions = {
  readonly cluster: ClusterOptions;
  readonly adapters: Adapters;
  readonly desk: Desk;
  readonly report: (error: unknown) => void;
};

/** The compose file is looked at this often: what it promises may change without any container. */
const composeEvery = 5_000;

/** Sets the witnesses to work; Docker tells the others where they are to be asked. */
export function openWitnesses({ cluster, adapters, desk, report }: WitnessesOptions): AsyncDisposable {
  const host = cluster.host ?? '127.0.0.1';
  let services: readonly ServiceView[] = [];
  let containers: readonly ContainerFacts[] | null = null;
  /** Why nobody knows which containers there are. */
  let unknown: string | null = null;
  let scene: Scene | null = null;
  const nodes = new Map<string, readonly NodeWatch[]>();
  const leaving = new Set<Promise<unknown>>();

  const named = (member: string) => (scene === null ? member : nodeOfMember(scene, member));
  const haproxy = createHaproxyWatch({ host, desk, nodeAt: (name) => (scene === null ? null : nodeAt(scene, name)) });
  const zookeeper = createZooKeeperWatch({ host, desk, sessions: adapters.zookeeper, nodeOfMember: named });

  const watchesOf = (node: string): readonly NodeWatch[] => {
    const known = nodes.get(node);
    if (known !== undefined) return known;
    const made = [
      createPostgresWatch({ node, host, desk, nodeOfMember: named }),
      createPatroniWatch({ node, desk, channel: adapters.patroni(node), nodeOfMember: named }),
    ];
    nodes.set(node, made);
    return made;
  };

  const place = (next: Scene) => {
    scene = next;
    for (const [node, watches] of nodes) if (!next.nodes.has(node)) sendAway(node, watches);
    desk.keepOnly((voice) => voice.node === null || next.nodes.has(voice.node));
    for (const [node, where] of next.nodes) for (const watch of watchesOf(node)) watch.update(where);
    zookeeper.update(next.zookeeper, next.scopePath);
    haproxy.update(next.entrypoint);
  };

  const sendAway = (node: string, watches: readonly NodeWatch[]) => {
    nodes.delete(node);
    const gone = Promise.all(watches.map((watch) => watch[Symbol.asyncDispose]()));
    leaving.add(gone);
    void gone.finally(() => leaving.delete(gone));
  };

  /** Reads files of containers, so it takes a moment; whatever comes meanwhile is looked at next. */
  const setting = createRounds(composeEvery, async () => {
    try {
      if (containers === null && unknown === null) return false;
      place(await readScene({ containers: containers ?? [], services, configs: adapters.configs, unknown }));
    } catch (error) {
      report(error);
    }
    return false;
  });

  /** Apart from the scene: `docker compose` may take seconds, and then the containers are known all the same. */
  const promises = createRounds(composeEvery, async () => {
    const view = await adapters.compose();
    if (view.services === services) return;
    services = view.services;
    setting.wake();
  });

  const docker = createDockerWatch({
    docker: adapters.docker,
    project: cluster.project,
    desk,
    roleOf: (container) => roleOfContainer(container, services),
    roleOfService: (service) => services.find(({ name }) => name === service)?.role ?? 'other',
    onContainers(found) {
      containers = found;
      unknown = null;
      setting.wake();
    },
    onLost() {
      // The containers that were known are still asked: their ports do not need the engine.
      if (containers !== null) return;
      unknown = 'Docker Engine не отвечает';
      setting.wake();
    },
  });

  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([docker, promises, setting].map((part) => part[Symbol.asyncDispose]()));
      const own = [...nodes.values()].flat();
      await Promise.all([haproxy, zookeeper, ...own].map((watch) => watch[Symbol.asyncDispose]()));
      await Promise.all(leaving);
    },
  };
}
