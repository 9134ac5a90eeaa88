import type { Explanation } from './why/explanation.ts';
import type { WitnessReport } from './witness.ts';
import { toPicture } from './picture.ts';

/** Explains the present state from what the witnesses say; the weightiest explanation stands first. */
export function explain(reports: readonly WitnessReport[], _now: number): readonly Explanation[] {
  const { nodes } = toPicture(reports);
  if (nodes.length === 0) {
    return [{ tone: 'note', headline: 'Кластер ещё не запущен', because: [], next: null }];
  }
  return [{ tone: 'good', headline: 'Всё в порядке', because: [], next: null }];
}
