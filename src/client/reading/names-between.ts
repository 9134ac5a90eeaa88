import type { PlaceholderValues } from '#protocol/placeholder.ts';
import { type ReferenceStep, namesAt } from '#protocol/reference.ts';

/**
 * The names of the recorded cluster at a place of a step's page: as they were when the reader of that time had run
 * the commands before it and not yet the next one.
 */
export function namesBetween(step: ReferenceStep, before: readonly string[]): PlaceholderValues | null {
  const runs = step.commands.map(({ record }) => record);
  const next = runs.find(({ stepCommand }) => stepCommand !== null && !before.includes(stepCommand));
  return namesAt(step.names, next?.startedAt ?? step.until);
}
