import path from 'node:path';
import type { SeenContainer } from './docker.ts';
import type { Circumstances } from './probe.ts';

/** The seed's container names: fixed, so only one lab at a time fits on an engine. */
export const LAB_CONTAINERS = ['pg-master', 'pg-slave', 'zoo', 'postgres_entrypoint'];

/** Whether a container belongs to a run of this lab home. */
export function isOurs(container: SeenContainer, { projects, labHome }: Circumstances): boolean {
  if (projects.includes(container.project)) return true;
  const inside = path.relative(labHome, container.folder);
  return container.folder !== '' && !inside.startsWith('..') && !path.isAbsolute(inside);
}
