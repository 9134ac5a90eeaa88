import type { ClusterView } from '#protocol/cluster.ts';

import type { Fact, FactFinder, NewFact } from './fact.ts';
import { findLeaderFacts, findReturn } from './leader.ts';
import { findRefusals } from './refusals.ts';
import { findGeneration, findSurvival } from './restart.ts';
import { findTableFacts } from './tables.ts';

/** In this order: each finder sees what the ones before it have found in the same view. */
const finders: readonly FactFinder[] = [
  findGeneration,
  findLeaderFacts,
  findSurvival,
  findTableFacts,
  findRefusals,
  findReturn,
];

/** What this view shows that the journal does not know yet. */
export function findFacts(previous: ClusterView | null, view: ClusterView, known: readonly Fact[]): readonly NewFact[] {
  const found: NewFact[] = [];
  for (const find of finders) {
    const sofar = [...known, ...found.map((fact) => ({ seq: null, at: view.at, ...fact }))];
    found.push(...find(previous, view, sofar));
  }
  return found;
}
