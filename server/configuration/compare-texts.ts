import type { ConfigurationDifference, FileKind } from '#protocol/configuration.ts';

import { keyDifferences } from './key-differences.ts';
import { lineDifferences } from './line-differences.ts';

/** How a text differs from the workspace's: by keys for YAML, by lines for the others. */
export type Comparison = {
  readonly same: boolean;
  /** To be added to «тот же текст». */
  readonly note: string;
  readonly differences: readonly ConfigurationDifference[];
};

/** Compares two texts of a lab file. */
export function compareTexts(kind: FileKind, workspace: string, here: string): Comparison {
  if (workspace === here) return { same: true, note: '', differences: [] };
  const byKey = kind === 'patroni' || kind === 'compose' ? keyDifferences(workspace, here) : null;
  if (byKey !== null) {
    return { same: byKey.length === 0, note: ', отличаются только комментарии и отступы', differences: byKey };
  }
  return { same: false, note: '', differences: lineDifferences(workspace, here) };
}
