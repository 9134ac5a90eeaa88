import type { ContainerRole, ServiceView } from '#protocol/cluster.ts';

import type { ContainerFacts } from './docker.ts';
import { roleOf } from './role.ts';

/** What runs in a container, by its own signs, or else by its service in the compose file. */
export function roleOfContainer(facts: ContainerFacts, services: readonly ServiceView[]): ContainerRole {
  const { image, command, environment, exposed } = facts;
  const role = roleOf({ image, command, environment, ports: exposed });
  return role === 'other' ? (services.find(({ name }) => name === facts.service)?.role ?? role) : role;
}

/** Of several containers with one role the one that runs. */
export function preferRunning(containers: readonly ContainerFacts[]): ContainerFacts | undefined {
  return containers.find(({ state }) => state === 'running') ?? containers[0];
}
