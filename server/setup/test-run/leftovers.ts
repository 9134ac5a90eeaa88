import { runCommand, succeeded } from '../command.ts';
import { listContainers } from '../doctor/docker.ts';
import { LAB_CONTAINERS } from '../doctor/lab-names.ts';

const DEADLINE_MS = 60_000;

/** The lab's containers on the engine, by name. */
export async function labContainers(): Promise<readonly string[]> {
  const containers = (await listContainers(process.env)) ?? [];
  return containers.map((container) => container.name).filter((name) => LAB_CONTAINERS.includes(name));
}

/** Removes what tests left in the engine although they should not: the lab's containers that were not there before, with their project's volumes and networks. */
export async function removeLeftovers(before: readonly string[]): Promise<readonly string[]> {
  const containers = (await listContainers(process.env)) ?? [];
  const left = containers.filter(({ name }) => LAB_CONTAINERS.includes(name) && !before.includes(name));
  if (left.length === 0) return [];
  const names = left.map((container) => container.name);
  await runCommand('docker', ['rm', '--force', '--volumes', ...names], { deadlineMs: DEADLINE_MS });
  const projects = new Set(left.map((container) => container.project).filter(Boolean));
  for (const project of projects) {
    for (const kind of ['volume', 'network']) {
      const found = await runCommand(
        'docker',
        [kind, 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${project}`],
        { deadlineMs: DEADLINE_MS },
      );
      const ids = succeeded(found) ? found.stdout.split('\n').filter(Boolean) : [];
      if (ids.length > 0) await runCommand('docker', [kind, 'rm', ...ids], { deadlineMs: DEADLINE_MS });
    }
  }
  return names;
}
