import type { ClusterView } from '#protocol/cluster.ts';

import { containerOf, nodeNamed, otherNodes, runs, streamsFrom, workingLeader } from '../cluster-roles.ts';
import { after, type Fact, type FactFinder, type NewFact, newest } from './fact.ts';

/** Who is named as the leader, who was stopped while it led, and who was named after that. */
export const findLeaderFacts: FactFinder = (previous, view, known) => {
  const named = newest(known, 'leader-named');
  const generation = newest(known, 'generation');
  const former = named !== undefined && !isOlder(known, named, generation) ? named.detail.node : undefined;
  const leader = workingLeader(view);

  if (leader === null || leader.name === former) {
    return former === undefined ? [] : stopsUnder(previous, view, known, former);
  }

  if (former !== undefined && mayBeLeaving(view, former)) return [];
  const timeline = String(leader.postgres.timeline ?? '');
  const found: NewFact[] = [];
  if (former !== undefined && named !== undefined && changedByFailure(view, named, former, leader.name)) {
    if (!isStopped(known, view, former)) found.push(stopFact(view, 'leader-stopped', former));
    found.push({ fact: 'failover', detail: { from: former, to: leader.name, timeline } });
  }
  found.push({ fact: 'leader-named', detail: { node: leader.name, timeline } });
  return found;
};

/**
 * Whether the former leader still runs by Docker, but is no replica that answers: `docker stop` lets go of the key a
 * moment before the container ends, and a view may be taken in that moment. The next one tells a stop from a switchover.
 */
function mayBeLeaving(view: ClusterView, former: string): boolean {
  const connected = (containerOf(view, former)?.networks.length ?? 0) > 0;
  return runs(view, former) && connected && nodeNamed(view, former)?.postgres.inRecovery !== true;
}

/** The former leader of the last failover is back when it streams on the new leader's timeline. */
export const findReturn: FactFinder = (_, view, known) => {
  const failover = newest(known, 'failover');
  const leader = workingLeader(view);
  const former = nodeNamed(view, failover?.detail.from);
  if (failover === undefined || leader === null || former === null || leader.name !== failover.detail.to) return [];
  if (after(known, failover).some(({ fact }) => fact === 'returned')) return [];
  if (!streamsFrom(view, leader, former)) return [];
  const timeline = String(leader.postgres.timeline ?? '');
  return [{ fact: 'returned', detail: { node: former.name, leader: leader.name, timeline } }];
};

function isOlder(known: readonly Fact[], fact: Fact, than: Fact | undefined): boolean {
  return than !== undefined && known.indexOf(fact) < known.indexOf(than);
}

/** Nodes that do not run in two views in a row, while another node answers: `docker compose down` is no such stop. */
function stopsUnder(
  previous: ClusterView | null,
  view: ClusterView,
  known: readonly Fact[],
  leader: string,
): readonly NewFact[] {
  if (previous === null) return [];
  return view.nodes
    .filter(({ name }) => [previous, view].every((seen) => isHalted(seen, name, leader) && anotherAnswers(seen, name)))
    .filter(({ name }) => !isStopped(known, view, name))
    .map(({ name }) => stopFact(view, name === leader ? 'leader-stopped' : 'replica-stopped', name));
}

/** A node that has not been started yet is not stopped; the leader has run, so it may also be removed. */
function isHalted(view: ClusterView, name: string, leader: string): boolean {
  const container = containerOf(view, name);
  if (container === null) return name === leader;
  return ['exited', 'dead', 'paused'].includes(container.state);
}

function anotherAnswers(view: ClusterView, name: string): boolean {
  const node = nodeNamed(view, name);
  return node !== null && otherNodes(view, node).some(({ postgres }) => postgres.problem === null);
}

function stopFact(view: ClusterView, fact: 'leader-stopped' | 'replica-stopped', node: string): NewFact {
  const container = containerOf(view, node);
  const exitCode = container?.exitCode ?? null;
  return {
    fact,
    detail: {
      node,
      state: container?.state ?? 'removed',
      ...(exitCode === null ? {} : { exitCode: String(exitCode) }),
    },
  };
}

/** A stop is told once: until the container has been started again. */
function isStopped(known: readonly Fact[], view: ClusterView, node: string): boolean {
  const stop = known.findLast(({ fact, detail }) => fact.endsWith('-stopped') && detail.node === node);
  const startedAt = Date.parse(containerOf(view, node)?.startedAt ?? '');
  return stop !== undefined && !(startedAt > stop.at);
}

/**
 * Whether the leadership moved because its holder was gone, not by a switchover: it does not run now,
 * or it ran again only after Patroni's history had named the other.
 */
function changedByFailure(view: ClusterView, named: Fact, former: string, leader: string): boolean {
  if (!runs(view, former)) return true;
  const container = containerOf(view, former);
  const stoppedAt = Date.parse(container?.finishedAt ?? '');
  const startedAt = Date.parse(container?.startedAt ?? '');
  if (!(stoppedAt > named.at)) return false;
  const member = nodeNamed(view, leader)?.patroni.member;
  return view.patroni.history.some(({ leader: successor, at }) => {
    const namedAt = Date.parse(at ?? '');
    return successor === member && namedAt > named.at && namedAt < startedAt;
  });
}
