import { readFileSync } from 'node:fs';
import type { FileKind, Mistake } from '#protocol/configuration.ts';
import { findMistakes } from '../../../server/configuration/mistakes/find-mistakes.ts';

/** A lab file as it comes. */
export function original(path: string): string {
  return readFileSync(new URL(`../../../lab-files/${path}`, import.meta.url), 'utf8');
}

/** The original with one edit of a student's. */
export function edited(path: string, from: string | RegExp, to: string): string {
  const text = original(path);
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change in ${path}`);
  return changed;
}

/** The mistakes named in one text. */
export function mistakesIn(kind: FileKind, text: string): Mistake[] {
  return findMistakes([{ path: 'file', kind, text }]);
}

/** The ids of these mistakes. */
export function idsIn(kind: FileKind, text: string): string[] {
  return mistakesIn(kind, text).map(({ id }) => id);
}
