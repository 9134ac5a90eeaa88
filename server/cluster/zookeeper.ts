import type { ZooKeeperView } from '#protocol/cluster.ts';

import { reasonOf } from './deadline.ts';
import { answered, silent } from './health.ts';
import type { ZooKeeperSession } from './zookeeper-client.ts';
import type { ZooKeeperSessions } from './zookeeper-sessions.ts';

/** The witness that reads Patroni's keys under `/<namespace>/<scope>/`. */
export type ZooKeeperWitness = {
  observe(where: {
    readonly host: string;
    readonly port: number;
    readonly scopePath: string | null;
  }): Promise<ZooKeeperView>;
};

const nothing = { scope: null, leader: null, members: [], syncLeader: null, syncStandby: null } as const;

/** Makes the witness; a question never outlives its deadline. */
export function createZooKeeperWitness(sessions: ZooKeeperSessions): ZooKeeperWitness {
  let answeredAt: number | null = null;

  return {
    async observe({ host, port, scopePath }) {
      try {
        const client = await sessions.to(host, port);
        const path = scopePath ?? (await onlyScope(client));
        const health = answered();
        answeredAt = health.answeredAt;
        if (path === null) return { ...health, ...nothing };
        const [leader, members, sync] = await Promise.all([
          client.data(`${path}/leader`),
          client.children(`${path}/members`),
          client.data(`${path}/sync`),
        ]);
        return {
          ...health,
          scope: path.slice(path.lastIndexOf('/') + 1),
          leader: leader === '' ? null : leader,
          members: (members ?? []).toSorted(),
          ...parseSync(sync),
        };
      } catch (error) {
        return { ...silent(`ZooKeeper не отвечает: ${reasonOf(error)}`, answeredAt), ...nothing };
      }
    },
  };
}

/** The folder of the only cluster, for nodes whose configuration names none. */
async function onlyScope(client: ZooKeeperSession): Promise<string | null> {
  const scopes = await client.children('/service');
  return scopes?.[0] === undefined ? null : `/service/${scopes[0]}`;
}

/** Reads Patroni's `sync` key. */
export function parseSync(text: string | null): { syncLeader: string | null; syncStandby: string | null } {
  if (text === null || text === '') return { syncLeader: null, syncStandby: null };
  const value: unknown = JSON.parse(text);
  const field = (name: string) => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
    return typeof found === 'string' && found !== '' ? found : null;
  };
  return { syncLeader: field('leader'), syncStandby: field('sync_standby') };
}
