import type { ClusterView, ContainerView, NodeView } from '#protocol/cluster.ts';

/** The node that the cluster itself names: the container behind the member that Patroni calls the leader. */
export function namedLeader(view: ClusterView): NodeView | null {
  const { leader } = view.patroni;
  if (leader === null) return null;
  return view.nodes.find(({ patroni }) => patroni.member === leader) ?? null;
}

/** The named leader, if it also answers and takes writes. */
export function workingLeader(view: ClusterView): NodeView | null {
  const leader = namedLeader(view);
  return leader?.postgres.inRecovery === false ? leader : null;
}

/** The nodes that take writes, whoever is named. */
export function writableNodes(view: ClusterView): readonly NodeView[] {
  return view.nodes.filter(({ postgres }) => postgres.inRecovery === false);
}

/** The nodes beside this one. */
export function otherNodes(view: ClusterView, node: NodeView): readonly NodeView[] {
  return view.nodes.filter(({ name }) => name !== node.name);
}

/** The node with this container name. */
export function nodeNamed(view: ClusterView, name: string | undefined): NodeView | null {
  return view.nodes.find((node) => node.name === name) ?? null;
}

/** The working leader and the node that should follow it: one that runs, if any does. */
export function leaderAndOther(view: ClusterView): {
  readonly leader: NodeView | null;
  readonly other: NodeView | null;
} {
  const leader = workingLeader(view);
  if (leader === null) return { leader, other: null };
  const others = otherNodes(view, leader);
  return { leader, other: others.find(({ name }) => runs(view, name)) ?? others[0] ?? null };
}

/** The node's container, or null while there is none. */
export function containerOf(view: ClusterView, name: string): ContainerView | null {
  return view.docker.containers.find((container) => container.name === name) ?? null;
}

/** Whether the node's container runs and is not paused. */
export function runs(view: ClusterView, name: string): boolean {
  return containerOf(view, name)?.state === 'running';
}

/** The leader's own line about a replica: found by the member's name or by the container's address. */
export function replicationRow(view: ClusterView, leader: NodeView, replica: NodeView) {
  const addresses = containerOf(view, replica.name)?.addresses ?? [];
  return leader.postgres.replication.find(
    ({ applicationName, clientAddress }) =>
      applicationName === replica.patroni.member || (clientAddress !== null && addresses.includes(clientAddress)),
  );
}

/** Whether a replica streams from the leader on the leader's timeline, as both of them say. */
export function streamsFrom(view: ClusterView, leader: NodeView, replica: NodeView): boolean {
  return (
    replica.postgres.inRecovery === true &&
    replicationRow(view, leader, replica)?.state === 'streaming' &&
    replica.postgres.timeline !== null &&
    replica.postgres.timeline === leader.postgres.timeline
  );
}

/** A table's whole name; the database and schema that everybody begins with are left out. */
export function tableName(table: {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}): string {
  const schema = table.schema === 'public' ? '' : `${table.schema}.`;
  const database = table.database === 'postgres' ? '' : `${table.database}.`;
  return `${database}${schema}${table.name}`;
}
