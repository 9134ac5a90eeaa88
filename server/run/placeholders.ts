import type { ClusterView, ContainerRole, NodeView } from '#protocol/cluster.ts';
import type { PlaceholderValues } from '#protocol/placeholder.ts';
import type { StruckLeader } from './struck-leader.ts';

/**
 * The names that commands take from the cluster, as its witnesses give them now; null while nobody says it.
 * @param struck the leader that was stopped, or hit by a fault, last, by the journal
 */
export function placeholdersFrom(view: ClusterView, struck: StruckLeader | null): PlaceholderValues {
  const leader = leaderOf(view);
  const others = view.nodes.filter((node) => leader !== null && node.name !== leader.name);
  const replica = others.find((node) => node.postgres.problem === null) ?? others[0] ?? null;
  const stopped = nameOf(view, struck);
  const former = view.nodes.find((node) => node.name === stopped) ?? null;
  return {
    leader: leader?.name ?? null,
    replica: replica?.name ?? null,
    'leader-port': portOf(leader),
    'replica-port': portOf(replica),
    'entrypoint-port': text(view.entrypoint.port),
    stopped,
    'stopped-port': portOf(former),
    other: former === null ? null : (view.nodes.find((node) => node !== former)?.name ?? null),
    nodes: view.nodes.length === 0 ? null : view.nodes.map(({ name }) => name).join(' '),
    zookeeper: containerOf(view, 'zookeeper'),
    entrypoint: containerOf(view, 'entrypoint'),
    'leader-member': leader?.patroni.member ?? null,
    'replica-member': replica?.patroni.member ?? null,
    network: networkOf(view),
  };
}

/** The node that the cluster itself names as its leader: the container behind Patroni's member name. */
export function leaderOf(view: ClusterView): NodeView | null {
  if (view.patroni.problem !== null || view.patroni.leader === null) return null;
  return view.nodes.find((node) => node.patroni.member === view.patroni.leader) ?? null;
}

function nameOf(view: ClusterView, struck: StruckLeader | null): string | null {
  if (struck === null) return null;
  if ('node' in struck) return struck.node;
  return view.nodes.find(({ name }) => name !== struck.beside)?.name ?? null;
}

function containerOf(view: ClusterView, wanted: ContainerRole): string | null {
  return view.docker.containers.find(({ role }) => role === wanted)?.name ?? null;
}

/** The network of the nodes: ZooKeeper's, which the nodes are cut off from, or any where it has none. */
function networkOf(view: ClusterView): string | null {
  const nodes = view.docker.containers.filter(({ role }) => role === 'node').flatMap(({ networks }) => networks);
  const keeper = view.docker.containers.find(({ role }) => role === 'zookeeper')?.networks ?? [];
  return keeper.find((network) => nodes.includes(network)) ?? keeper[0] ?? nodes[0] ?? null;
}

function portOf(node: NodeView | null): string | null {
  return text(node?.postgres.port ?? null);
}

function text(port: number | null): string | null {
  return port === null ? null : String(port);
}
