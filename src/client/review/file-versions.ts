import type { BundledFile } from '#bundle/bundle.ts';
import { type DiffLine, aroundChanges, diffLines } from '../../elements/lab-file/line-diff.ts';

/** What a version of a file is set beside. */
export type FileBase = 'original' | 'before';

/** The lab's own texts of its files. */
export type LabTexts = {
  readonly original: (path: string) => string | null;
  /** Whether a text is what a later step of the lab proposes. */
  readonly isProposed: (path: string, text: string) => boolean;
};

/** All versions of one file, in the order of saving. */
export type FileHistory = { readonly path: string; readonly versions: readonly BundledFile[] };

/** The files of a report with their versions. */
export function fileHistories(files: readonly BundledFile[]): readonly FileHistory[] {
  const paths = new Map<string, BundledFile[]>();
  for (const file of files) {
    const versions = paths.get(file.path);
    if (versions === undefined) paths.set(file.path, [file]);
    else versions.push(file);
  }
  return [...paths].map(([path, versions]) => ({ path, versions }));
}

/** Pairs of lines up to which two texts are compared: the lab's own files have a hundred lines. */
const mostPairs = 4_000_000;

/** The differences between two texts, long equal stretches left out as null; null for texts too long to compare. */
export function differences(before: string, after: string): readonly (DiffLine | null)[] | null {
  const lines = (text: string) => text.split('\n').length;
  if (lines(before) * lines(after) > mostPairs) return null;
  return aroundChanges(diffLines(before, after));
}
