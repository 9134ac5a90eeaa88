import type { WitnessHealth } from '#protocol/cluster.ts';
import type { ConfigurationPlace, ConfigurationReason } from '#protocol/configuration.ts';

import type { ContainerFacts, Docker, ImageFacts } from '../cluster/docker.ts';
import type { ComposeProject } from './compose-project.ts';
import type { BuildRecipe } from './file-uses.ts';
import type { SavedTexts } from './saved-texts.ts';

/** What one look knows, and whom it may ask. */
export type Around = {
  readonly docker: Docker;
  readonly engine: WitnessHealth;
  readonly containers: readonly ContainerFacts[];
  readonly project: ComposeProject;
  readonly builds: readonly BuildRecipe[];
  readonly saved: SavedTexts;
  /** When a file of the workspace was written last, milliseconds since the epoch. */
  readonly changedAt: (path: string) => Promise<number>;
  readonly image: (reference: string) => Promise<ImageFacts | null>;
  /** A file of an image as text, or null for one that it lacks. */
  readonly imageText: (imageId: string, path: string) => Promise<string | null>;
  readonly containerText: (containerId: string, path: string) => Promise<string | null>;
};

/** What was found at one place, and why it is not the workspace's text. */
export type Finding = { readonly place: ConfigurationPlace; readonly reasons: readonly ConfigurationReason[] };

/** A finding without a difference. */
export function finding(place: Omit<ConfigurationPlace, 'differences' | 'since'> & { since?: number | null }): Finding {
  return { place: { since: null, ...place, differences: [] }, reasons: [] };
}

/** The containers of a service, one that runs first. */
export function containersOf({ containers }: Around, service: string): readonly ContainerFacts[] {
  const rank = ({ state }: ContainerFacts) => (state === 'running' ? 0 : 1);
  return containers.filter((one) => one.service === service).toSorted((left, right) => rank(left) - rank(right));
}

/** Docker's time as milliseconds since the epoch. */
export function momentOf(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? null : at;
}

/** What a container does, as the beginning of a sentence goes on: «pg-master работает». */
export function stateWord({ state, exitCode }: ContainerFacts): string {
  switch (state) {
    case 'running':
      return 'работает';
    case 'paused':
      return 'приостановлен';
    case 'restarting':
      return 'перезапускается: процесс в нём завершается сразу после старта';
    case 'created':
      return 'создан, но не запущен';
    default:
      return exitCode === null ? 'остановлен' : `остановлен (код выхода ${exitCode})`;
  }
}
