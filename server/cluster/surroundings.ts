import type { ContainerFacts } from './docker.ts';

/** What an observation knows of the network when it asks the entry point. */
export type Surroundings = {
  /** Where published ports are reached from here. */
  readonly host: string;
  readonly superuser: { readonly user: string; readonly password: string };
  /** The node's container with this address inside the network. */
  nodeAt(address: string): string | null;
  /** The node's container that a name inside the network leads to. */
  nodeNamed(name: string): string | null;
};

/** Describes the network by the nodes' containers. */
export function describeSurroundings(
  host: string,
  superuser: Surroundings['superuser'],
  nodes: readonly ContainerFacts[],
): Surroundings {
  return {
    host,
    superuser,
    nodeAt: (address) => nodes.find(({ addresses }) => addresses.includes(address))?.name ?? null,
    nodeNamed: (name) =>
      nodes.find((node) => [node.name, node.service, node.hostname, ...node.aliases, ...node.addresses].includes(name))
        ?.name ?? null,
  };
}
