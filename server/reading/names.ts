import { beliefOf } from '#protocol/belief.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { type PlaceholderValues, unknownNames } from '#protocol/placeholder.ts';
import type { ReferenceNames } from '#protocol/reference.ts';
import { voiceOf } from '#protocol/voices.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import { addToReports } from '#protocol/witness-reports.ts';
import { struckAfter, type StruckLeader } from '../run/struck-leader.ts';

/** The names that commands took from the cluster between two moments: those of the beginning, then each change. */
export function namesDuring(
  events: readonly JournalEvent[],
  { from, until }: { readonly from: number; readonly until: number },
  ports: ReadonlyMap<string, string>,
): readonly ReferenceNames[] {
  const names: ReferenceNames[] = [];
  let reports: readonly WitnessReport[] = [];
  let struck: StruckLeader | null = null;
  for (const event of events) {
    if (event.at > until) break;
    reports = addToReports(reports, event);
    struck = struckAfter(struck, event);
    const { body } = event;
    if (body.kind !== 'witness' && body.kind !== 'fact' && body.kind !== 'fault') continue;
    const values = namesOf(reports, struck, ports);
    const last = names.at(-1);
    if (last !== undefined && isSame(last.values, values)) continue;
    // What changed before the beginning is how it was then.
    if (event.at <= from) names.pop();
    names.push({ at: Math.max(event.at, from), values });
  }
  return names.length === 0 ? [{ at: from, values: unknownNames }] : names;
}

function namesOf(
  reports: readonly WitnessReport[],
  struck: StruckLeader | null,
  ports: ReadonlyMap<string, string>,
): PlaceholderValues {
  const containers = voiceOf('docker', reports)?.last?.containers ?? [];
  const nodes = containers.filter(({ role }) => role === 'node').map(({ name }) => name);
  const nameOfRole = (wanted: string) => containers.find(({ role }) => role === wanted)?.name ?? null;
  const leader = beliefOf('patroni', reports).primaries?.[0] ?? null;
  const replica = leader === null ? null : (nodes.find((name) => name !== leader) ?? null);
  const stopped =
    struck === null ? null : 'node' in struck ? struck.node : (nodes.find((name) => name !== struck.beside) ?? null);
  const portOf = (name: string | null) => (name === null ? null : (ports.get(name) ?? null));
  const entrypoint = nameOfRole('entrypoint');
  return {
    ...unknownNames,
    leader,
    replica,
    'leader-port': portOf(leader),
    'replica-port': portOf(replica),
    'entrypoint-port': portOf(entrypoint),
    stopped,
    'stopped-port': portOf(stopped),
    other: stopped === null ? null : (nodes.find((name) => name !== stopped) ?? null),
    nodes: nodes.length === 0 ? null : nodes.join(' '),
    zookeeper: nameOfRole('zookeeper'),
    entrypoint,
  };
}

function isSame(one: PlaceholderValues, other: PlaceholderValues): boolean {
  return Object.entries(one).every(([name, value]) =>
    Object.entries(other).some(([key, now]) => key === name && now === value),
  );
}
