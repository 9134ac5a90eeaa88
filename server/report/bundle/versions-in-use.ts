import type { Manifest } from '#bundle/manifest.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { askDocker } from '../../setup/doctor/docker.ts';

type Versions = Manifest['versions'];

/** A report does not wait for a Docker that hangs. */
const deadline = 1_000;

/** The versions of the engine and of Compose as they answer now; null where nobody does. */
export async function engineVersions(
  environment: Readonly<Record<string, string>>,
): Promise<Pick<Versions, 'engine' | 'compose'>> {
  const ask = async (...args: string[]) => {
    const answer = await askDocker(args, environment, deadline);
    return answer.ok && answer.text !== '' ? answer.text.slice(0, 100) : null;
  };
  const [engine, compose] = await Promise.all([
    ask('version', '--format', '{{.Server.Version}}'),
    ask('compose', 'version', '--short'),
  ]);
  return { engine, compose };
}

/** The versions that the run's observations saw: of Patroni all, of each image the last. */
export function versionsSeen(events: Iterable<JournalEvent>): Pick<Versions, 'patroni' | 'images'> {
  const patroni = new Set<string>();
  const images = new Map<string, string>();
  for (const { body } of events) {
    if (body.kind !== 'observation') continue;
    for (const { image, imageId } of body.view.docker.containers) images.set(image, imageId);
    for (const node of body.view.nodes) if (node.patroni.version !== null) patroni.add(node.patroni.version);
  }
  return {
    patroni: [...patroni].slice(-20),
    images: [...images].slice(-50).map(([name, id]) => ({ name, id })),
  };
}
