import { containerOf } from '../cluster-roles.ts';
import type { FactFinder } from './fact.ts';

/** Writes that a replica has refused, by its own log, each counted once. */
export const findRefusals: FactFinder = (_, view, known) =>
  view.nodes.flatMap(({ name, postgres, refusals }) => {
    const container = containerOf(view, name)?.id.slice(0, 12);
    if (refusals.count === 0 || postgres.inRecovery !== true || container === undefined) return [];
    const told = known.some(
      ({ fact, detail }) =>
        fact === 'refused-write' && detail.container === container && Number(detail.count) >= refusals.count,
    );
    if (told) return [];
    const detail = { node: name, container, count: String(refusals.count), words: refusals.last ?? '' };
    return [{ fact: 'refused-write' as const, detail }];
  });
