import type { Fact } from '../facts/fact.ts';
import type { Point } from './define-claim.ts';

/** A fact of the journal as the place that proves a claim; nothing where it was never written. */
export function factPoint({ seq, at }: Fact, label: string): readonly Point[] {
  return seq === null ? [] : [{ seq, at, label }];
}
