import type { FaultEvent, FaultName } from '#protocol/fault.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { wholeness } from '#protocol/wholeness.ts';
import { addToReports } from '#protocol/witness-reports.ts';
import type { ContainerTestimony, DockerEvent, Testimony, WitnessReport } from '#protocol/witness.ts';
import { createPresence } from './presence.ts';

/**
 * Recognises faults by their effects, whoever caused them: a command of the page or one that was typed by hand.
 *
 * | fault | what Docker and the witnesses tell |
 * | --- | --- |
 * | stop, kill | the leader's container died of SIGINT/SIGTERM, or of SIGKILL |
 * | pause, network | the leader's container was frozen, or runs without a network |
 * | zookeeper | any of these befell ZooKeeper's container |
 * | replica-first | any of these befell a node that did not lead; whoever leaves meanwhile belongs to it |
 * | switchover | the leadership moved while every container ran undisturbed |
 *
 * The end of the whole project is no fault: there all nodes are told to end before one of them has, or HAProxy went first.
 * Nor is anything before the cluster was whole once.
 */
export type Recogniser = {
  /** The faults that began or were undone by this event. */
  readonly add: (event: JournalEvent) => readonly FaultEvent[];
  /** The fault that goes on now. */
  readonly open: () => OpenFault | null;
};

export type OpenFault = Pick<FaultEvent, 'id' | 'fault' | 'node'> & {
  readonly at: number;
  /** Every container that left since it began. */
  readonly hit: ReadonlySet<string>;
};

/** SIGINT, SIGQUIT, SIGKILL, SIGTERM. */
const deadly: ReadonlySet<number> = new Set([2, 3, 9, 15]);
const sigkill = 9;
/** Milliseconds that a time of somebody else's clock may lie back and still be believed. */
const believable = 60_000;
/** Milliseconds between the signals to the nodes of a project that ends as a whole: Compose sends them at once. */
const atOnce = 2_000;
/** Milliseconds from asking for a switchover to another leader's name. */
const switchoverWithin = 120_000;

/** Makes a recogniser that knows nothing yet. */
export function createRecogniser(): Recogniser {
  const presence = createPresence();
  const cuts = new Map<string, { at: number; leader: string | null }>();
  let reports: readonly WitnessReport[] = [];
  let open: { id: string; fault: FaultName; node: string | null; at: number; hit: Set<string> } | null = null;
  let count = 0;
  /** Whether the cluster has been whole since its nodes came up. */
  let ready = false;
  /** Who led when the cluster was whole last, and whether any container was touched since. */
  let wholeLeader: string | null = null;
  let disturbed = false;
  let releasedAt: number | null = null;
  let askedAt: number | null = null;
  let asking = false;
  let resyncing = false;
  /** HAProxy's containers that were removed. */
  const removed = new Set<string>();

  function leaderNow(): string | null {
    const said = reports.flatMap(({ testimony }) => testimony ?? []);
    const zookeeper = said.find((testimony) => testimony.witness === 'zookeeper');
    if (zookeeper !== undefined) return zookeeper.leader;
    return said.find((testimony) => testimony.witness === 'patroni')?.leader ?? null;
  }

  function begin(fault: FaultName, node: string | null, at: number): FaultEvent {
    count += 1;
    open = { id: `fault-${count}`, fault, node, at, hit: new Set(node === null ? [] : [node]) };
    return { id: open.id, fault, state: 'began', node, at };
  }

  function undoIfBack(at: number): FaultEvent[] {
    if (open === null || [...open.hit].some(presence.isAway)) return [];
    const { id, fault, node } = open;
    open = null;
    return [{ id, fault, state: 'undone', node, at }];
  }

  /** A container of the cluster has left: whether that is a fault, part of one, or the end of everything. */
  function left(container: string, how: FaultName, at: number, leader: string | null): FaultEvent[] {
    const role = presence.roleOf(container);
    disturbed = true;
    if (role !== 'node' && role !== 'zookeeper') return [];
    const nodes = presence.named('node');
    const begun = open;
    const known = ready;
    if (nodes.every(presence.isAway)) ready = false;
    if (begun !== null) {
      begun.hit.add(container);
      return [];
    }
    const goesOrWent = (name: string) => presence.dyingSince(name) !== null || presence.isAway(name);
    if (!known || presence.named('entrypoint').some(goesOrWent)) return [];
    const others = nodes.filter((name) => name !== container);
    if (others.some(presence.isAway)) return [];
    if (role === 'zookeeper') return others.some(goesOrWent) ? [] : [begin('zookeeper', container, at)];
    if (others.some((name) => Math.abs((presence.dyingSince(name) ?? Infinity) - at) <= atOnce)) return [];
    if (leader === null) return [];
    return [begin(container === leader ? how : 'replica-first', container, at)];
  }

  function addDockerEvent(event: DockerEvent, journalled: number): FaultEvent[] {
    const { container, role, action, signal, exitCode } = event;
    const at = believe(event.ownTime, journalled);
    presence.learn(container, role);
    switch (action) {
      case 'kill':
        if (signal === null || !deadly.has(signal)) return [];
        presence.signal(container, { signal, at, leader: leaderNow() });
        disturbed = true;
        return [];
      case 'die': {
        const cause = presence.takeSignal(container);
        presence.leave(container, 'down');
        const how = cause === null ? exitCode === 0 : cause.signal !== sigkill;
        return left(container, how ? 'stop' : 'kill', cause?.at ?? at, cause === null ? leaderNow() : cause.leader);
      }
      case 'pause':
        presence.leave(container, 'paused');
        return left(container, 'pause', at, leaderNow());
      case 'disconnect':
        // A container that ends leaves its network as well: whether this one runs without is for Docker's list to say.
        if (!presence.isAway(container) && presence.dyingSince(container) === null) {
          cuts.set(container, { at, leader: leaderNow() });
        }
        return [];
      case 'start':
      case 'unpause':
      case 'connect':
        cuts.delete(container);
        disturbed = true;
        presence.comeBack(event);
        // A node that comes up begins a new life of the project: a HAProxy that was removed is no part of it.
        if (action === 'start' && role === 'node') removed.forEach(presence.forget);
        removed.clear();
        return undoIfBack(at);
      case 'destroy':
        presence.leave(container, 'down');
        if (role === 'entrypoint') removed.add(container);
        return [];
      default:
        return [];
    }
  }

  function addDockerList({ containers }: Extract<Testimony, { witness: 'docker' }>, at: number): FaultEvent[] {
    if (resyncing) {
      resyncing = false;
      // A cut that was told of while nobody watched is one if it holds still.
      const events = addCuts(containers);
      cuts.clear();
      presence.resync(containers);
      return events.length > 0 ? events : undoIfBack(at);
    }
    return addCuts(containers);
  }

  function addCuts(containers: readonly ContainerTestimony[]): FaultEvent[] {
    const events: FaultEvent[] = [];
    for (const { name, role, state, connected } of containers) {
      presence.learn(name, role);
      const cut = cuts.get(name);
      if (cut === undefined || connected || state !== 'running' || presence.dyingSince(name) !== null) continue;
      cuts.delete(name);
      presence.leave(name, 'cut');
      events.push(...left(name, 'network', cut.at, cut.leader));
    }
    return events;
  }

  function addLock(zookeeper: Extract<Testimony, { witness: 'zookeeper' }>, at: number): FaultEvent[] {
    const { leader, failoverAsked, leaderSince } = zookeeper;
    if (failoverAsked) askedAt ??= at;
    asking = failoverAsked;
    if (leader !== wholeLeader) releasedAt ??= at;
    if (leader === null || wholeLeader === null || leader === wholeLeader) return [];
    if (open !== null || disturbed || !ready) return [];
    const asked = askedAt !== null && at - askedAt <= switchoverWithin ? askedAt : null;
    wholeLeader = leader;
    const began = begin('switchover', null, asked ?? releasedAt ?? at);
    askedAt = null;
    releasedAt = null;
    return [began, ...undoIfBack(Math.max(began.at, believe(leaderSince, at)))];
  }

  function noteWholeness(): void {
    if (!wholeness(reports).whole) return;
    ready = true;
    wholeLeader = leaderNow();
    disturbed = false;
    releasedAt = null;
    // The cluster stays whole from the asking till the leader lets go; after a refusal it does so for good.
    if (!asking) askedAt = null;
  }

  return {
    open: () => open,
    add(event) {
      const { at, body } = event;
      reports = addToReports(reports, event);
      switch (body.kind) {
        case 'docker-event':
          return addDockerEvent(body, at);
        case 'watch':
          if (body.state === 'goes-on') return [];
          // What happens unseen is nobody's switchover.
          wholeLeader = null;
          resyncing = true;
          return [];
        case 'witness': {
          const { testimony, problem } = body;
          const events: FaultEvent[] = [];
          if (testimony?.witness === 'docker' && problem === null) events.push(...addDockerList(testimony, at));
          if (testimony?.witness === 'zookeeper' && problem === null) events.push(...addLock(testimony, at));
          noteWholeness();
          return events;
        }
        // What stands in the journal is what was told to the student, whatever this version would have recognised.
        case 'fault':
          count = Math.max(count, Number(body.id.replace('fault-', '')) || 0);
          if (body.state === 'began' && open?.id !== body.id) {
            open = { ...body, hit: new Set(body.node === null ? [] : [body.node]) };
          }
          if (body.state === 'undone' && open?.id === body.id) open = null;
          return [];
        default:
          return [];
      }
    },
  };
}

/** A time by somebody else's clock, where it can be true; otherwise ours. */
function believe(ownTime: number | null, journalled: number): number {
  if (ownTime === null || ownTime < journalled - believable) return journalled;
  return Math.round(Math.min(ownTime, journalled));
}
