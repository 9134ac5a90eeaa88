import type { EntryPointView } from '#protocol/cluster.ts';

import { reasonOf } from './deadline.ts';
import type { ContainerFacts } from './docker.ts';
import type { HaproxyConfig } from './haproxy-config.ts';
import { readStatistics, type StatisticsLine } from './haproxy.ts';
import { answered, silent } from './health.ts';
import type { Surroundings } from './surroundings.ts';
import { askOnce, explainPostgres } from './postgres.ts';

/** The witness that asks HAProxy where it leads, and tries it as a client does. */
export type EntryPointWitness = {
  observe(container: ContainerFacts, config: HaproxyConfig | null, around: Surroundings): Promise<EntryPointView>;
};

/** What is known of an entry point that does not answer. */
export function silentEntryPoint(problem: string, container: string | null): EntryPointView {
  return {
    ...silent(problem),
    container,
    port: null,
    checkRequest: null,
    ownSessions: 0,
    servers: [],
    reaches: null,
  };
}

const reachEvery = 3_000;

/** How many connections through the entry point were ours, whoever of us opened them: HAProxy counts them all. */
export type OwnSessions = { readonly opened: () => void; readonly total: () => number };

/** Begins to count. */
export function createOwnSessions(): OwnSessions {
  let total = 0;
  return {
    opened: () => {
      total += 1;
    },
    total: () => total,
  };
}

/** Makes the witness of the entry point. */
export function createEntryPointWitness(own: OwnSessions): EntryPointWitness {
  let reached: { readonly at: number; readonly port: number; readonly answer: EntryPointView['reaches'] } | null = null;

  return {
    async observe(container, config, around) {
      const port = hostPort(container, config?.clientPort ?? 5432) ?? clientPortLeft(container, config);
      const reaches = await reachNow(port, around);
      const known = {
        container: container.name,
        port,
        checkRequest: config?.check ? `${config.check.method} ${config.check.path}` : null,
        reaches,
        ownSessions: own.total(),
      };
      try {
        const lines = await statistics(container, config, around.host);
        return { ...answered(), ...known, servers: serversOf(lines, config, around) };
      } catch (error) {
        return { ...silent(`HAProxy: ${reasonOf(error)}`), ...known, servers: [] };
      }
    },
  };

  /** Each try is a connection in the student's log and statistics: a good answer is kept for three seconds. */
  async function reachNow(port: number | null, around: Surroundings): Promise<EntryPointView['reaches']> {
    const fresh = reached !== null && reached.port === port && performance.now() - reached.at < reachEvery;
    if (fresh && reached?.answer?.problem === null) return reached.answer;
    const answer = await reach(port, around);
    reached = port === null ? null : { at: performance.now(), port, answer };
    return answer;
  }

  async function reach(port: number | null, around: Surroundings): Promise<EntryPointView['reaches']> {
    if (port === null) return { node: null, inRecovery: null, problem: 'порт точки входа не опубликован' };
    own.opened();
    try {
      const [row] = await askOnce(
        { host: around.host, port, ...around.superuser, database: 'postgres' },
        'SELECT pg_is_in_recovery() AS replica, host(inet_server_addr()) AS address',
      );
      return { node: around.nodeAt(String(row?.address)), inRecovery: row?.replica === true, problem: null };
    } catch (error) {
      return { node: null, inRecovery: null, problem: explainPostgres(error) };
    }
  }
}

/** Asks the running HAProxy for its statistics, where its configuration says that they are. */
export async function statistics(container: ContainerFacts, config: HaproxyConfig | null, host: string) {
  const settings = config?.statistics ?? null;
  const port = hostPort(container, settings?.port ?? 7000);
  if (port === null) throw new Error('порт статистики не опубликован');
  return await readStatistics({
    host,
    port,
    path: settings?.path ?? '/',
    credentials: settings?.credentials ?? null,
  });
}

function hostPort({ ports }: ContainerFacts, container: number): number | null {
  return ports.find((port) => port.container === container)?.host ?? null;
}

/** With a configuration that can't be read: the published port that is not the statistics'. */
function clientPortLeft({ ports }: ContainerFacts, config: HaproxyConfig | null): number | null {
  if (config !== null) return null;
  return ports.find(({ container }) => container < 7000 || container > 7999)?.host ?? null;
}

function serversOf(
  lines: readonly StatisticsLine[],
  config: HaproxyConfig | null,
  around: Surroundings,
): EntryPointView['servers'] {
  return lines
    .filter(({ svname }) => svname !== 'FRONTEND' && svname !== 'BACKEND')
    .map((line) => {
      const number = (name: string) => Number(line[name] || 0);
      const described = config?.servers.find(({ proxy, name }) => proxy === line.pxname && name === line.svname);
      return {
        proxy: line.pxname ?? '',
        name: line.svname ?? '',
        node: around.nodeNamed(described?.host ?? line.svname ?? ''),
        status: line.status ?? '',
        lastCheck: [line.check_status, line.check_code].filter((part) => part).join(' '),
        sessions: number('scur'),
        totalSessions: number('stot'),
        bytesIn: number('bin'),
        changedSecondsAgo: line.lastchg ? number('lastchg') : null,
      };
    });
}
