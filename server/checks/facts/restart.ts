import { tableName, workingLeader } from '../cluster-roles.ts';
import { after, type FactFinder, newest } from './fact.ts';
import { standingTables } from './tables.ts';

/** Every node runs in a container that was not there before: `down` and `up`, or the first `up`. */
export const findGeneration: FactFinder = (_, view, known) => {
  const ids = view.docker.containers.filter(({ role }) => role === 'node').map(({ id }) => id.slice(0, 12));
  if (ids.length === 0) return [];
  const last = newest(known, 'generation')?.detail.containers?.split(' ') ?? [];
  return ids.some((id) => last.includes(id)) ? [] : [{ fact: 'generation', detail: { containers: ids.join(' ') } }];
};

/** Whether the tables of the generation before are still there, asked once the new leader answers. */
export const findSurvival: FactFinder = (_, view, known) => {
  const generation = newest(known, 'generation');
  const leader = workingLeader(view);
  if (generation === undefined || leader === null) return [];
  if (after(known, generation).some(({ fact }) => fact === 'survived' || fact === 'lost')) return [];
  const expected = standingTables(known.slice(0, known.indexOf(generation)));
  if (expected.length === 0) return [];
  const present = new Set(leader.postgres.tables.map(tableName));
  const missing = expected.filter((name) => !present.has(name));
  return [
    missing.length === 0
      ? { fact: 'survived', detail: { tables: expected.join(' '), node: leader.name } }
      : { fact: 'lost', detail: { tables: missing.join(' '), node: leader.name } },
  ];
};
