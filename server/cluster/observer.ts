import type { ClusterView, ContainerView, ServiceView } from '#protocol/cluster.ts';

import { type Adapters, type ClusterOptions, createAdapters } from './adapters.ts';
import { reasonOf } from './deadline.ts';
import type { ContainerFacts } from './docker.ts';
import { createEntryPointWitness, silentEntryPoint } from './entrypoint.ts';
import { answered, silent } from './health.ts';
import { createImageWitness } from './images.ts';
import { createNodeObserver, type NodeObserver, type NodeReport, silentNode } from './node.ts';
import { parsePatroniConfig, type PatroniConfig } from './patroni-config.ts';
import { silentPatroniCluster } from './patroni.ts';
import { preferRunning, roleOfContainer } from './container-role.ts';
import { describeSurroundings } from './surroundings.ts';
import { createZooKeeperWitness } from './zookeeper.ts';

/** Asks every witness at once and puts their answers side by side. */
export type ClusterObserver = AsyncDisposable & {
  /** Never throws: a witness that can't be asked says why. One observation runs at a time, kept for half a second. */
  observe(): Promise<ClusterView>;
};

const freshFor = 500;

/**
 * Makes the observer of one run; nothing is asked or started before the first observation.
 * @param shared ways into the cluster that somebody else uses as well, and closes
 */
export function createClusterObserver(options: ClusterOptions, shared?: Adapters): ClusterObserver {
  const adapters = shared ?? createAdapters(options);
  const witnesses = createWitnesses(adapters, options);
  let last: ClusterView | null = null;
  /** By the steady counter: a clock that is set back would keep a view for as long. */
  let lookedAt = -Infinity;
  let underWay: Promise<ClusterView> | null = null;

  return {
    async observe() {
      if (underWay !== null) return await underWay;
      if (last !== null && performance.now() - lookedAt < freshFor) return last;
      underWay = witnesses.observe();
      try {
        const asked = performance.now();
        last = await underWay;
        lookedAt = asked;
        return last;
      } finally {
        underWay = null;
      }
    },
    async [Symbol.asyncDispose]() {
      await underWay;
      await witnesses.dispose();
      if (shared === undefined) await adapters[Symbol.asyncDispose]();
    },
  };
}

function createWitnesses(adapters: Adapters, options: ClusterOptions) {
  const { docker, compose: readCompose } = adapters;
  const { project } = options;
  const host = options.host ?? '127.0.0.1';
  const images = createImageWitness(docker, options);
  const entrypoint = createEntryPointWitness(adapters.ownSessions);
  const zookeeper = createZooKeeperWitness(adapters.zookeeper);
  const nodes = new Map<string, NodeObserver>();
  let dockerAnsweredAt: number | null = null;

  const observerOf = (name: string) => {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    const made = createNodeObserver(adapters, adapters.patroni(name));
    nodes.set(name, made);
    return made;
  };

  const askDocker = async () => {
    try {
      const containers = await docker.containers(project);
      const health = answered();
      dockerAnsweredAt = health.answeredAt;
      return { health, containers };
    } catch (error) {
      return {
        health: silent(`Docker Engine не отвечает: ${reasonOf(error)}`, dockerAnsweredAt),
        containers: [] as readonly ContainerFacts[],
      };
    }
  };

  const observe = async (): Promise<ClusterView> => {
    const at = Date.now();
    const [{ health, containers }, compose] = await Promise.all([askDocker(), readCompose()]);
    const roled = containers.map((facts) => ({ facts, role: roleOfContainer(facts, compose.services) }));
    const of = (role: ContainerView['role']) => roled.filter((item) => item.role === role).map(({ facts }) => facts);
    const [nodeContainers, zoo, gate] = [of('node'), preferRunning(of('zookeeper')), preferRunning(of('entrypoint'))];
    const unknown = health.problem === null ? null : 'Docker Engine не отвечает';

    const haproxy = await readHaproxyConfig(gate);
    const configs = await Promise.all(nodeContainers.map((facts) => observerOf(facts.name).config(facts)));
    const config = configs.find((found): found is PatroniConfig => found !== null) ?? parsePatroniConfig('', {});
    const around = describeSurroundings(host, config, nodeContainers);

    const [present, zookeeperView, imageViews] = await Promise.all([
      Promise.all(
        nodeContainers.map((facts) => observerOf(facts.name).observe(facts, host, haproxy.config?.check ?? null)),
      ),
      observeZooKeeper(zoo, config.scopePath),
      unknown === null ? images.observe(compose.services) : [],
    ]);

    // HAProxy's counters after the rows: the session that brought a row that was read is counted by now.
    const entrypointView =
      gate === undefined
        ? silentEntryPoint(unknown ?? 'контейнера HAProxy нет', null)
        : gate.state === 'running'
          ? haproxy.problem === null
            ? await entrypoint.observe(gate, haproxy.config, around)
            : silentEntryPoint(haproxy.problem, gate.name)
          : silentEntryPoint('контейнер HAProxy не работает', gate.name);
    const reports = [...present, ...absentNodes(compose.services, nodeContainers, unknown)];

    return {
      at,
      project,
      docker: { ...health, containers: roled.map(viewOf) },
      compose,
      images: imageViews,
      nodes: reports.map(({ view }) => view),
      patroni: clusterOf(reports, unknown ?? 'ни один узел не запущен'),
      zookeeper: zookeeperView,
      entrypoint: entrypointView,
    };
  };

  /** A configuration that could not be read is not one without a check: the student is not to be blamed for it. */
  const readHaproxyConfig = async (gate: ContainerFacts | undefined) => {
    try {
      return { config: gate === undefined ? null : await adapters.configs.haproxy(gate), problem: null };
    } catch (error) {
      return { config: null, problem: `настройки HAProxy не прочитаны: ${reasonOf(error)}` };
    }
  };

  const observeZooKeeper = async (zoo: ContainerFacts | undefined, scopePath: string | null) => {
    const nothing = { scope: null, leader: null, members: [], syncLeader: null, syncStandby: null };
    if (zoo === undefined) return { ...silent('контейнера ZooKeeper нет'), ...nothing };
    if (zoo.state !== 'running') return { ...silent('контейнер ZooKeeper не работает'), ...nothing };
    const port = (zoo.ports.find(({ container }) => container === 2181) ?? zoo.ports[0])?.host;
    if (port === undefined) return { ...silent('порт ZooKeeper не опубликован'), ...nothing };
    return await zookeeper.observe({ host, port, scopePath });
  };

  const dispose = async () => {
    await Promise.all([...nodes.values()].map((node) => node[Symbol.asyncDispose]()));
    nodes.clear();
  };

  return { observe, dispose };
}

function viewOf({ facts, role }: { facts: ContainerFacts; role: ContainerView['role'] }): ContainerView {
  const { hostname: _, aliases: __, command: ___, environment: ____, exposed: _____, ...view } = facts;
  return { ...view, role };
}

function absentNodes(
  services: readonly ServiceView[],
  present: readonly ContainerFacts[],
  unknown: string | null,
): NodeReport[] {
  return services
    .filter(({ role, name }) => role === 'node' && !present.some(({ service }) => service === name))
    .map(({ containerName, name, ports }) => {
      const port = ports.find(({ container }) => container === 5432)?.host ?? null;
      return silentNode(containerName ?? name, unknown ?? 'контейнера нет', port);
    });
}

/** The answer of a node that has one, the leader's own before the others'. */
function clusterOf(reports: readonly NodeReport[], problem: string): ClusterView['patroni'] {
  const answers = reports.filter(({ cluster }) => cluster.problem === null);
  const byLeader = answers.find(
    ({ view, cluster }) => view.patroni.member !== null && view.patroni.member === cluster.leader,
  );
  return (byLeader ?? answers[0] ?? reports[0])?.cluster ?? silentPatroniCluster(problem);
}
