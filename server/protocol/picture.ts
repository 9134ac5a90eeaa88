import { voiceOf, voicesOf } from './voices.ts';
import type { ContainerRole } from './cluster.ts';
import type { ContainerTestimony, WitnessReport } from './witness.ts';

/** How a container looks by Docker; `unknown`: Docker can't be asked. */
export type ContainerLook =
  | 'absent'
  | 'created'
  | 'starting'
  | 'running'
  | 'unhealthy'
  | 'paused'
  | 'cut-off'
  | 'restarting'
  | 'stopped'
  | 'unknown';

/** What a node's own PostgreSQL says it is; `silent`: it can't be asked. */
export type RoleLook = 'primary' | 'read-only' | 'replica' | 'silent';

/** Whether HAProxy leads new connections to a server. */
export type RouteLook = 'open' | 'opening' | 'closing' | 'closed';

/** A node of the drawing; each field says by whom. */
export type NodePicture = {
  readonly name: string;
  /** By Docker. */
  readonly container: ContainerLook;
  /** By its PostgreSQL. */
  readonly role: RoleLook;
  readonly timeline: number | null;
  /** Whether the replica's own WAL receiver streams. */
  readonly receiving: boolean | null;
  /** By ZooKeeper: whether it holds the leader's key, only has a session, or has none. */
  readonly key: 'holds' | 'watches' | 'none' | 'unknown';
  /** By ZooKeeper's `sync` key. */
  readonly syncStandby: boolean;
  /** By HAProxy; null where it knows no such server or can't be asked. */
  readonly route: { readonly look: RouteLook; readonly status: string } | null;
};

/** Replication from one node to another, as the sending PostgreSQL sees it. */
export type CopyPicture = {
  readonly from: string;
  readonly to: string;
  readonly streaming: boolean;
  readonly sync: boolean;
  /** Bytes, rounded down to 0, 64 KiB, 1 MiB or 16 MiB. */
  readonly lag: number | null;
};

/** ZooKeeper or HAProxy in the drawing. */
export type ServicePicture = {
  readonly container: ContainerLook;
  readonly answers: boolean;
};

/** Everything that the scheme of the cluster draws: a view of what the witnesses say, never a merged guess. */
export type Picture = {
  readonly nodes: readonly NodePicture[];
  /** Null while there is no such container and none answers. */
  readonly keeper: (ServicePicture & { readonly holder: string | null }) | null;
  readonly entry: ServicePicture | null;
  readonly copies: readonly CopyPicture[];
};

/** Draws what the witnesses say; pure, so that a replayed journal gives the picture of the live run. */
export function toPicture(reports: readonly WitnessReport[]): Picture {
  const docker = voiceOf('docker', reports);
  const keeper = voiceOf('zookeeper', reports);
  const entry = voiceOf('haproxy', reports);
  const postgres = voicesOf('postgres', reports);
  const containers = docker?.last?.containers ?? [];
  const known = docker !== null && docker.problem === null;

  const nodes = namesOf(reports).map((name): NodePicture => {
    const own = postgres.find(({ node }) => node === name)?.now ?? null;
    const server = entry?.now?.servers.find((one) => (one.node ?? one.name) === name);
    return {
      name,
      container: known ? lookOf(containers.find((one) => one.name === name)) : 'unknown',
      role: own === null ? 'silent' : own.inRecovery ? 'replica' : own.readOnly ? 'read-only' : 'primary',
      timeline: own?.timeline ?? null,
      receiving: own?.receiving ?? null,
      key: keyOf(name, keeper?.now ?? null),
      syncStandby: keeper?.now?.syncStandby === name,
      route: server === undefined ? null : { look: routeLook(server.status), status: server.status },
    };
  });

  const service = (role: ContainerRole, answers: boolean): ServicePicture | null => {
    const container = containers.find((one) => one.role === role);
    if (container === undefined && !answers) return null;
    return { container: known ? lookOf(container) : 'unknown', answers };
  };
  const keeperBox = service('zookeeper', keeper !== null && keeper.now !== null);
  return {
    nodes,
    keeper: keeperBox === null ? null : { ...keeperBox, holder: keeper?.now?.leader ?? null },
    entry: service('entrypoint', entry !== null && entry.now !== null),
    copies: postgres.flatMap(({ node, now }) =>
      node === null || now === null || now.inRecovery
        ? []
        : now.standbys.map((standby) => ({
            from: node,
            to: standby.node,
            streaming: standby.state === 'streaming',
            sync: standby.syncState === 'sync' || standby.syncState === 'quorum',
            lag: standby.lag,
          })),
    ),
  };
}

/** Every node that a witness names, by Docker's containers and beyond them; in a fixed order, so that nothing jumps. */
function namesOf(reports: readonly WitnessReport[]): readonly string[] {
  const containers = voiceOf('docker', reports)?.last?.containers ?? [];
  const names = containers.filter(({ role }) => role === 'node').map(({ name }) => name);
  const asked = (['postgres', 'patroni'] as const).flatMap((witness) =>
    voicesOf(witness, reports).flatMap(({ node, now }) => (node === null || now === null ? [] : node)),
  );
  return [...new Set([...names, ...asked])].toSorted();
}

/** How a container looks; without one it is absent. */
export function lookOf(container: ContainerTestimony | undefined): ContainerLook {
  if (container === undefined) return 'absent';
  switch (container.state) {
    case 'created':
    case 'paused':
    case 'restarting':
      return container.state;
    case 'exited':
    case 'dead':
    case 'removing':
      return 'stopped';
    case 'running':
      if (!container.connected) return 'cut-off';
      return container.health === 'starting' ? 'starting' : container.health === 'unhealthy' ? 'unhealthy' : 'running';
  }
}

function keyOf(
  name: string,
  keeper: { readonly leader: string | null; readonly members: readonly string[] } | null,
): NodePicture['key'] {
  if (keeper === null) return 'unknown';
  if (keeper.leader === name) return 'holds';
  return keeper.members.includes(name) ? 'watches' : 'none';
}

/** `UP`, `UP 1/3`, `DOWN`, `DOWN 1/2`, `MAINT…`, `no check`: HAProxy leads to whatever is up. */
function routeLook(status: string): RouteLook {
  const [word = '', share] = status.split(' ');
  if (word.startsWith('UP') || status === 'no check') return share?.includes('/') ? 'closing' : 'open';
  return word.startsWith('DOWN') && share?.includes('/') ? 'opening' : 'closed';
}
