import type { ZooKeeperView } from '#protocol/cluster.ts';

import { reasonOf } from './deadline.ts';
import { answered, silent } from './health.ts';
import { openZooKeeper, type ZooKeeperSession } from './zookeeper-client.ts';

/** The witness that reads Patroni's keys under `/<namespace>/<scope>/`. */
export type ZooKeeperWitness = AsyncDisposable & {
  observe(where: {
    readonly host: string;
    readonly port: number;
    readonly scopePath: string | null;
  }): Promise<ZooKeeperView>;
};

const nothing = { scope: null, leader: null, members: [], syncLeader: null, syncStandby: null } as const;

/** Keeps one session and opens a new one when it is lost; a question never outlives its deadline. */
export function createZooKeeperWitness(): ZooKeeperWitness {
  let session: { readonly address: string; readonly client: ZooKeeperSession } | null = null;
  let answeredAt: number | null = null;

  const sessionTo = async (host: string, port: number) => {
    const address = `${host}:${port}`;
    if (session?.address === address && !session.client.closed) return session.client;
    await session?.client[Symbol.asyncDispose]();
    session = null;
    session = { address, client: await openZooKeeper(host, port) };
    return session.client;
  };

  return {
    async observe({ host, port, scopePath }) {
      try {
        const client = await sessionTo(host, port);
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
    async [Symbol.asyncDispose]() {
      await session?.client[Symbol.asyncDispose]();
      session = null;
    },
  };
}

async function onlyScope(client: ZooKeeperSession): Promise<string | null> {
  const scopes = await client.children('/service');
  return scopes?.[0] === undefined ? null : `/service/${scopes[0]}`;
}

function parseSync(text: string | null): { syncLeader: string | null; syncStandby: string | null } {
  if (text === null || text === '') return { syncLeader: null, syncStandby: null };
  const value: unknown = JSON.parse(text);
  const field = (name: string) => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
    return typeof found === 'string' && found !== '' ? found : null;
  };
  return { syncLeader: field('leader'), syncStandby: field('sync_standby') };
}
