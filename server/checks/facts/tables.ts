import type { ClientView, ClusterView, NodeView } from '#protocol/cluster.ts';

import { containerOf, runs, tableName, workingLeader } from '../cluster-roles.ts';
import { after, type Fact, type FactFinder, type NewFact, newest } from './fact.ts';

/** Tables that were made, changed or dropped on the leader, and the way the change came. */
export const findTableFacts: FactFinder = (previous, view, known) => {
  const leader = workingLeader(view);
  if (leader === null || restartIsOpen(known)) return [];
  const looked = previous !== null && workingLeader(previous) !== null;
  const through = wayOfChange(previous, view, leader);
  const absent = view.nodes.filter(({ name }) => !runs(view, name)).map(({ name }) => name);
  const context = { node: leader.name, through, absent: absent.join(' ') };

  const present = leader.postgres.tables.flatMap((table): NewFact[] => {
    // Locked or too slow to read now: it is there, and nothing is known of a change.
    if (table.digest === '') return [];
    const name = tableName(table);
    const last = lastOf(known, name);
    const exists = last !== undefined && last.detail.change !== 'dropped';
    if (exists && last.detail.digest === table.digest) return [];
    const change = !looked ? 'seen' : exists ? 'changed' : 'created';
    return [tableFact({ ...context, table: name, change, digest: table.digest, rows: String(table.rowCount) })];
  });

  const names = new Set(leader.postgres.tables.map(tableName));
  const gone = standingTables(known)
    .filter((name) => !names.has(name) && looked)
    .map((name) => tableFact({ ...context, table: name, change: 'dropped', digest: '', rows: '0' }));
  return [...present, ...gone];
};

function tableFact(detail: Readonly<Record<string, string>>): NewFact {
  return { fact: 'table', detail };
}

function lastOf(known: readonly Fact[], name: string): Fact | undefined {
  return known.findLast(({ fact, detail }) => fact === 'table' && detail.table === name);
}

/** The tables that stand by the journal. */
export function standingTables(known: readonly Fact[]): string[] {
  const standing = new Map<string, boolean>();
  for (const { fact, detail } of known) {
    if (fact === 'table' && detail.table !== undefined) standing.set(detail.table, detail.change !== 'dropped');
  }
  return [...standing].filter(([, stands]) => stands).map(([name]) => name);
}

/** After all containers were made anew, what is missing was lost, not dropped: restart.ts says which. */
function restartIsOpen(known: readonly Fact[]): boolean {
  const generation = newest(known, 'generation');
  const before = generation === undefined ? [] : known.slice(0, known.indexOf(generation));
  if (standingTables(before).length === 0) return false;
  return !after(known, generation).some(({ fact }) => fact === 'survived' || fact === 'lost');
}

const reading = /^\s*(?:select|show|table|values|explain)\b/i;

/**
 * Whether what changed since the last view came through HAProxy: by the sessions that PostgreSQL saw moving, and by
 * HAProxy's count of sessions, our own taken off, for those that were over before anybody looked.
 */
function wayOfChange(
  previous: ClusterView | null,
  view: ClusterView,
  leader: NodeView,
): 'entrypoint' | 'direct' | 'unknown' {
  if (previous === null) return 'unknown';
  const gate = view.entrypoint.container;
  const addresses = gate === null ? [] : (containerOf(view, gate)?.addresses ?? []);
  const clock = previous.nodes.find(({ name }) => name === leader.name)?.postgres.clock ?? null;
  const since = clock === null ? previous.at : Date.parse(clock);
  const moved = leader.postgres.clients.filter(
    ({ state, changedAt }) => state === 'active' || Date.parse(changedAt ?? '') > since,
  );
  const throughGate = moved.filter(({ address }) => address !== null && addresses.includes(address));
  const direct = moved.filter((client) => !throughGate.includes(client));

  const wroteThroughGate = throughGate.some(writes);
  const wroteDirectly = direct.some(writes);
  if (wroteThroughGate !== wroteDirectly) return wroteThroughGate ? 'entrypoint' : 'direct';
  if (wroteThroughGate) return 'unknown';
  if (throughGate.length > 0 || sessionsSince(previous, view) > 0) return 'entrypoint';
  return direct.length > 0 ? 'direct' : 'unknown';
}

function writes({ query }: ClientView): boolean {
  return query !== '' && !reading.test(query);
}

function sessionsSince(previous: ClusterView, view: ClusterView): number {
  const total = ({ entrypoint }: ClusterView) =>
    entrypoint.servers.reduce((sum, { totalSessions }) => sum + totalSessions, 0);
  if (previous.entrypoint.problem !== null || view.entrypoint.problem !== null) return 0;
  const own = view.entrypoint.ownSessions - previous.entrypoint.ownSessions;
  // More than a look's own try: a probe opens session after session while HAProxy counts, and the rest says nothing.
  if (own > 1) return 0;
  return total(view) - total(previous) - own;
}
