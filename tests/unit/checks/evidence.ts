import type { ClusterView, ContainerView, TableView } from '#protocol/cluster.ts';
import type { CheckResult } from '#protocol/check.ts';
import { findCheck } from '#checks/all-checks.ts';
import { type Evidence, runCheck } from '#checks/define-check.ts';
import type { Fact, FactName } from '#checks/facts/fact.ts';
import { findFacts } from '#checks/facts/find-facts.ts';
import { noon, asked, container, addressOf, service, node, silentNode } from './view-parts.ts';

type Change = {
  [Part in keyof ClusterView]?: ClusterView[Part] extends readonly unknown[] | number | string
    ? ClusterView[Part]
    : Partial<ClusterView[Part]>;
};

const threeServices = [service('pg-master', 'node'), service('pg-slave', 'node'), service('zoo', 'zookeeper')];
const gate = service('postgres_entrypoint', 'entrypoint');

/** A view with nothing in it but the compose file of part 1: an untouched run. */
export function untouched(change: Change = {}): ClusterView {
  return withChange(
    {
      at: noon,
      project: 'lab',
      docker: { ...asked, containers: [] },
      compose: { ...asked, services: threeServices },
      images: [
        {
          reference: 'localhost/postgres:patroni',
          services: ['pg-master', 'pg-slave'],
          id: null,
          createdAt: null,
          recipe: 'unknown',
          difference: null,
          newer: false,
          files: [],
          problem: null,
        },
      ],
      nodes: [silentNode('pg-master', 'контейнера нет'), silentNode('pg-slave', 'контейнера нет')],
      patroni: {
        answeredAt: null,
        problem: 'ни один узел не запущен',
        leader: null,
        members: [],
        history: [],
        synchronousMode: null,
        config: { ttl: null, loopWait: null, retryTimeout: null, maximumLag: null, usePgRewind: null },
      },
      zookeeper: {
        answeredAt: null,
        problem: 'контейнера ZooKeeper нет',
        scope: null,
        leader: null,
        members: [],
        syncLeader: null,
        syncStandby: null,
      },
      entrypoint: {
        answeredAt: null,
        problem: 'контейнера HAProxy нет',
        container: null,
        port: null,
        checkRequest: null,
        ownSessions: 0,
        servers: [],
        reaches: null,
      },
    },
    change,
  );
}

/** A healthy cluster of part 2: `leader` leads, the other one is its synchronous replica with the same tables. */
export function healthy(
  leader: 'pg-master' | 'pg-slave',
  tables: readonly TableView[] = [],
  change: Change = {},
): ClusterView {
  const replica = leader === 'pg-master' ? 'pg-slave' : 'pg-master';
  const replication = [
    { applicationName: replica, clientAddress: addressOf(replica), state: 'streaming', syncState: 'sync', lagBytes: 0 },
  ];
  return withChange(
    {
      ...untouched(),
      docker: {
        ...asked,
        containers: [container('pg-master', 'node'), container('pg-slave', 'node'), container('zoo', 'zookeeper')],
      },
      nodes: ['pg-master', 'pg-slave'].map((name) =>
        node(name, name === leader, { postgres: name === leader ? { tables, replication } : { tables } }),
      ),
      patroni: {
        ...asked,
        leader,
        members: [],
        history: [],
        synchronousMode: true,
        config: { ttl: 30, loopWait: 10, retryTimeout: 10, maximumLag: 1_048_576, usePgRewind: true },
      },
      zookeeper: {
        ...asked,
        scope: 'ha-lab',
        leader,
        members: ['pg-master', 'pg-slave'],
        syncLeader: leader,
        syncStandby: replica,
      },
    },
    change,
  );
}

/** The same with HAProxy, which leads to the leader only. */
export function withEntrypoint(
  leader: 'pg-master' | 'pg-slave',
  tables: readonly TableView[] = [],
  change: Change = {},
): ClusterView {
  const view = healthy(leader, tables);
  return withChange(
    {
      ...view,
      compose: { ...asked, services: [...threeServices, gate] },
      docker: { ...asked, containers: [...view.docker.containers, container('postgres_entrypoint', 'entrypoint')] },
      entrypoint: {
        ...asked,
        container: 'postgres_entrypoint',
        port: 5432,
        checkRequest: 'OPTIONS /primary',
        ownSessions: 0,
        servers: ['pg-master', 'pg-slave'].map((name) => server(name, name === leader ? 'UP' : 'DOWN')),
        reaches: { node: leader, inRecovery: false, problem: null },
      },
    },
    change,
  );
}

export function server(name: string, status: string): ClusterView['entrypoint']['servers'][number] {
  return {
    proxy: 'postgres',
    name,
    node: name,
    status,
    lastCheck: status === 'UP' ? 'L7OK 200' : 'L7STS 503',
    sessions: 0,
    totalSessions: 0,
    bytesIn: 0,
    changedSecondsAgo: 10,
  };
}

/** The view after the leader was stopped and before anybody took its place. */
export function stopped(view: ClusterView, name: string, change: Partial<ContainerView> = {}): ClusterView {
  return {
    ...view,
    docker: {
      ...view.docker,
      containers: view.docker.containers.map((found) =>
        found.name === name
          ? { ...found, state: 'exited', exitCode: 0, finishedAt: new Date(noon).toISOString(), ...change }
          : found,
      ),
    },
    nodes: view.nodes.map((found) =>
      found.name === name
        ? silentNode(name)
        : { ...found, postgres: { ...found.postgres, replication: [], receiving: false } },
    ),
  };
}

function withChange(view: ClusterView, { at, project, images, nodes, ...parts }: Change): ClusterView {
  return {
    at: at ?? view.at,
    project: project ?? view.project,
    images: images ?? view.images,
    nodes: nodes ?? view.nodes,
    docker: { ...view.docker, ...parts.docker },
    compose: { ...view.compose, ...parts.compose },
    patroni: { ...view.patroni, ...parts.patroni },
    zookeeper: { ...view.zookeeper, ...parts.zookeeper },
    entrypoint: { ...view.entrypoint, ...parts.entrypoint },
  };
}

/** Moves a view and its servers' clocks on by seconds. */
export function later(view: ClusterView, seconds: number): ClusterView {
  const at = noon + seconds * 1_000;
  return {
    ...view,
    at,
    nodes: view.nodes.map((found) => ({
      ...found,
      postgres: { ...found.postgres, clock: found.postgres.clock === null ? null : new Date(at).toISOString() },
    })),
  };
}

/** The facts that a run would have written, had it looked at these views a second apart. */
export function factsFrom(...views: ClusterView[]): Fact[] {
  const facts: Fact[] = [];
  let previous: ClusterView | null = null;
  for (const [index, view] of views.entries()) {
    const seen = later(view, index);
    facts.push(...findFacts(previous, seen, facts).map((fact) => ({ seq: null, at: seen.at, ...fact })));
    previous = seen;
  }
  return facts;
}

/** A fact by hand. */
export function fact(name: FactName, detail: Record<string, string> = {}): Fact {
  return { seq: null, at: noon, fact: name, detail };
}

/** What the journal tells of faults and measurements. */
export type Measured = Pick<Evidence, 'records' | 'probes' | 'reports'>;

/** Asks one check over a view, facts and what was measured. */
export function ask(
  id: string,
  view: ClusterView,
  facts: readonly Fact[] = [],
  measured: Partial<Measured> = {},
): CheckResult {
  const check = findCheck(id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  return runCheck(check, { view, facts, records: [], probes: [], reports: [], ...measured });
}
