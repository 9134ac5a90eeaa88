import type { NodeView, PatroniView } from '#protocol/cluster.ts';
import { parseList, parseOptionalString, parseRecord, type UnknownRecord } from '#protocol/parse.ts';

import type { Docker } from './docker.ts';
import { answered, silent } from './health.ts';
import { createPatroniChannel, explainPatroni, type PatroniAnswer } from './patroni-channel.ts';

/** What one node's Patroni says of itself, and its copy of what it knows of the cluster. */
export type PatroniReport = { readonly node: NodeView['patroni']; readonly cluster: PatroniView };

/** The witness that asks one node's Patroni. */
export type PatroniWitness = AsyncDisposable & {
  observe(question: {
    readonly containerId: string;
    readonly address: string;
    /** The request that HAProxy checks the node with, or null. */
    readonly check: { readonly method: string; readonly path: string } | null;
  }): Promise<PatroniReport>;
};

const noConfig = { ttl: null, loopWait: null, retryTimeout: null, maximumLag: null, usePgRewind: null };

/** What is known of the cluster while no Patroni answers. */
export function silentPatroniCluster(problem: string): PatroniView {
  return { ...silent(problem), leader: null, members: [], history: [], synchronousMode: null, config: noConfig };
}

/** What is known of a node whose Patroni does not answer. */
export function silentPatroniNode(problem: string, answeredAt: number | null = null): NodeView['patroni'] {
  return {
    ...silent(problem, answeredAt),
    member: null,
    role: null,
    state: null,
    timeline: null,
    version: null,
    scope: null,
    answersCheck: null,
  };
}

/** Makes the witness of one node. */
export function createPatroniWitness(docker: Docker): PatroniWitness {
  const channel = createPatroniChannel(docker);
  let answeredAt: number | null = null;
  return {
    async observe({ containerId, address, check }) {
      const ask = (path: string, method = 'GET') => channel.ask(containerId, address, method, path);
      try {
        const [own, cluster, history, config, checked] = await Promise.all([
          ask('/patroni'),
          ask('/cluster'),
          ask('/history'),
          ask('/config'),
          check === null ? null : ask(check.path, check.method).catch(() => null),
        ]);
        const health = answered();
        answeredAt = health.answeredAt;
        return {
          node: { ...health, ...parseOwn(bodyOf(own)), answersCheck: checked?.status ?? null },
          cluster: {
            ...health,
            ...parseCluster(bodyOf(cluster)),
            history: parseHistory(history),
            ...parseConfig(config),
          },
        };
      } catch (error) {
        const problem = explainPatroni(error);
        return {
          node: silentPatroniNode(problem, answeredAt),
          cluster: { ...silentPatroniCluster(problem), answeredAt },
        };
      }
    },
    [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
  };
}

function bodyOf({ body }: PatroniAnswer): UnknownRecord {
  return parseRecord(JSON.parse(body), 'Patroni');
}

function parseOwn(raw: UnknownRecord) {
  const patroni = raw.patroni === undefined ? {} : parseRecord(raw.patroni, 'patroni');
  return {
    member: parseOptionalString(patroni.name, 'name'),
    role: parseOptionalString(raw.role, 'role'),
    state: parseOptionalString(raw.state, 'state'),
    timeline: numberOf(raw.timeline),
    version: parseOptionalString(patroni.version, 'version'),
    scope: parseOptionalString(patroni.scope, 'scope'),
  };
}

function parseCluster(raw: UnknownRecord): Pick<PatroniView, 'leader' | 'members'> {
  const members = parseList(raw.members, 'members', (item, path) => {
    const member = parseRecord(item, path);
    return {
      name: parseOptionalString(member.name, path) ?? '',
      role: parseOptionalString(member.role, path) ?? '',
      state: parseOptionalString(member.state, path) ?? '',
      timeline: numberOf(member.timeline),
      lag: numberOf(member.lag),
    };
  });
  return { members, leader: members.find(({ role }) => role === 'leader')?.name ?? null };
}

/** `/history` is a list of `[timeline, lsn, reason, time, new leader]`; old versions leave out the last ones. */
function parseHistory({ body, status }: PatroniAnswer): PatroniView['history'] {
  if (status !== 200) return [];
  return parseList(JSON.parse(body), 'history', (item) => {
    const [timeline, , , at, leader]: unknown[] = Array.isArray(item) ? item : [];
    return {
      timeline: numberOf(timeline) ?? 0,
      at: typeof at === 'string' ? at : null,
      leader: typeof leader === 'string' ? leader : null,
    };
  });
}

function parseConfig(answer: PatroniAnswer): Pick<PatroniView, 'synchronousMode' | 'config'> {
  if (answer.status !== 200) return { synchronousMode: null, config: noConfig };
  const raw = bodyOf(answer);
  const postgresql =
    raw.postgresql === undefined || raw.postgresql === null ? {} : parseRecord(raw.postgresql, 'postgresql');
  return {
    synchronousMode: truthOf(raw.synchronous_mode) ?? false,
    config: {
      ttl: numberOf(raw.ttl),
      loopWait: numberOf(raw.loop_wait),
      retryTimeout: numberOf(raw.retry_timeout),
      maximumLag: numberOf(raw.maximum_lag_on_failover),
      usePgRewind: truthOf(postgresql.use_pg_rewind) ?? false,
    },
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function truthOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? ['on', 'true', 'quorum'].includes(value.toLowerCase()) : null;
}
