import type { ContainerView, NodeView, ServiceView, TableView } from '#protocol/cluster.ts';

/** A moment that all hand-made views begin at. */
export const noon = Date.parse('2026-01-01T12:00:00Z');

export const asked = { answeredAt: noon, problem: null };

/** A table as a node shows it; the same text gives the same digest. */
export function table(name: string, ...rows: string[]): TableView {
  return {
    database: 'postgres',
    schema: 'public',
    name,
    columns: ['data'],
    rowCount: rows.length,
    rows: rows.map((row) => [row]),
    digest: `digest of ${rows.join()}`,
  };
}

export function container(
  name: string,
  role: ContainerView['role'],
  change: Partial<ContainerView> = {},
): ContainerView {
  return {
    id: `${name}-1`.padEnd(64, '0'),
    name,
    service: name,
    role,
    image: 'some:image',
    imageId: 'sha256:1',
    state: 'running',
    health: 'healthy',
    exitCode: null,
    createdAt: '2026-01-01T11:00:00Z',
    startedAt: '2026-01-01T11:00:00Z',
    finishedAt: null,
    networks: ['lab_default'],
    addresses: [addressOf(name)],
    ports: [],
    mounts: [{ type: 'volume', source: `${name}-data`, destination: '/var/lib/postgresql/data' }],
    ...change,
  };
}

/** Every container has an address made of its name. */
export function addressOf(name: string): string {
  return `172.20.0.${Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % 250}`;
}

export function service(name: string, role: ServiceView['role'], change: Partial<ServiceView> = {}): ServiceView {
  return { name, containerName: name, role, image: 'some:image', build: null, ports: [], ...change };
}

/** A node that answers; `leads` says as what. */
export function node(
  name: string,
  leads: boolean,
  {
    postgres = {},
    patroni = {},
    refusals = { count: 0, last: null },
  }: {
    postgres?: Partial<NodeView['postgres']>;
    patroni?: Partial<NodeView['patroni']>;
    refusals?: NodeView['refusals'];
  } = {},
): NodeView {
  return {
    name,
    refusals,
    postgres: {
      ...asked,
      port: name === 'pg-master' ? 5433 : 5434,
      clock: new Date(noon).toISOString(),
      inRecovery: !leads,
      timeline: 1,
      lsn: '0/1',
      replication: [],
      receiving: leads ? null : true,
      tables: [],
      clients: [],
      settings: { data_directory: '/var/lib/postgresql/data/pgdata', unix_socket_directories: '/var/run/postgresql' },
      ...postgres,
    },
    patroni: {
      ...asked,
      member: name,
      role: leads ? 'primary' : 'replica',
      state: 'running',
      timeline: 1,
      version: '4.1.5',
      scope: 'ha-lab',
      answersCheck: leads ? 200 : 503,
      checkProblem: null,
      ...patroni,
    },
  };
}

/** A node that does not answer, as when its container is stopped. */
export function silentNode(name: string, problem = 'контейнер остановлен'): NodeView {
  const nothing = node(name, false);
  return {
    ...nothing,
    postgres: {
      ...nothing.postgres,
      answeredAt: null,
      problem,
      inRecovery: null,
      timeline: null,
      lsn: null,
      receiving: null,
      clock: null,
    },
    patroni: { ...nothing.patroni, answeredAt: null, problem, role: null, state: null, answersCheck: null },
  };
}
