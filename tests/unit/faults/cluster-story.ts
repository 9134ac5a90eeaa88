import type { ContainerRole } from '#protocol/cluster.ts';
import type { FaultEvent } from '#protocol/fault.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { ContainerTestimony, DockerAction, Testimony } from '#protocol/witness.ts';
import { createRecogniser } from '../../../server/faults/recogniser.ts';

export type Node = 'pg-master' | 'pg-slave';

export const nodes: readonly Node[] = ['pg-master', 'pg-slave'];
const roles: Readonly<Record<string, ContainerRole>> = {
  'pg-master': 'node',
  'pg-slave': 'node',
  zoo: 'zookeeper',
  postgres_entrypoint: 'entrypoint',
};

/** A journal by hand, with the faults that are recognised in it written down as the server does it. */
export type ClusterStory = {
  readonly events: readonly JournalEvent[];
  readonly now: () => number;
  readonly faults: () => readonly FaultEvent[];
  wait(milliseconds: number): ClusterStory;
  tell(body: EventBody): ClusterStory;
  engine(action: DockerAction, container: string, detail?: { signal?: number; exitCode?: number }): ClusterStory;
  /** Docker's list: everything runs but for what is named. */
  containers(change?: Readonly<Record<string, Partial<ContainerTestimony> | null>>): ClusterStory;
  lock(leader: Node | null, standby?: Node | null, change?: { failoverAsked?: boolean }): ClusterStory;
  postgres(node: Node, says: 'primary' | 'replica' | 'silent', timeline?: number): ClusterStory;
  patroni(node: Node, leader: Node | null, settings?: { synchronousMode?: boolean; ttl?: number }): ClusterStory;
  haproxy(...up: Node[]): ClusterStory;
  /** Every witness tells of a whole cluster. */
  whole(leader: Node, timeline?: number): ClusterStory;
};

/** Begins a journal in which somebody watches. */
export function beginStory(start = Date.UTC(2026, 0, 1, 12)): ClusterStory {
  const events: JournalEvent[] = [];
  const recogniser = createRecogniser();
  let now = start;
  const witness = (testimony: Testimony, node: string | null = null) =>
    story.tell({ kind: 'witness', witness: testimony.witness, node, ownTime: null, problem: null, testimony });

  const story: ClusterStory = {
    events,
    now: () => now,
    faults: () => events.flatMap(({ body }) => (body.kind === 'fault' ? [body] : [])),
    wait(milliseconds) {
      now += milliseconds;
      return story;
    },
    tell(body) {
      const event = { seq: events.length + 1, at: now, body };
      events.push(event);
      for (const fault of recogniser.add(event)) story.tell({ kind: 'fault', ...fault });
      return story;
    },
    engine: (action, container, { signal, exitCode } = {}) =>
      story.tell({
        kind: 'docker-event',
        action,
        container,
        role: roles[container] ?? 'other',
        ownTime: now,
        signal: signal ?? null,
        exitCode: exitCode ?? null,
      }),
    containers: (change = {}) =>
      witness({
        witness: 'docker',
        containers: Object.entries(roles).flatMap(([name, role]): ContainerTestimony[] => {
          const other = change[name];
          if (other === null) return [];
          return [{ name, role, state: 'running', health: null, exitCode: null, connected: true, ...other }];
        }),
      }),
    lock: (leader, standby = null, { failoverAsked = false } = {}) =>
      witness({
        witness: 'zookeeper',
        scope: 'ha-lab',
        leader,
        leaderSince: null,
        session: null,
        members: nodes,
        syncLeader: leader,
        syncStandby: standby,
        failoverAsked,
        lastChange: null,
        sessionLimits: { min: 4_000, max: 40_000 },
      }),
    postgres(node, says, timeline = 1) {
      if (says === 'silent') {
        const problem = 'соединение оборвалось';
        return story.tell({ kind: 'witness', witness: 'postgres', node, ownTime: null, problem, testimony: null });
      }
      const replica = nodes.find((name) => name !== node) ?? node;
      const standbys = [{ node: replica, state: 'streaming', syncState: 'sync', lag: 0 }];
      return witness(
        {
          witness: 'postgres',
          inRecovery: says === 'replica',
          readOnly: false,
          timeline,
          receiving: says === 'replica' ? true : null,
          standbys: says === 'replica' ? [] : standbys,
          syncNames: says === 'replica' ? '' : replica,
        },
        node,
      );
    },
    patroni: (node, leader, { synchronousMode = true, ttl = 30 } = {}) =>
      witness(
        {
          witness: 'patroni',
          role: node === leader ? 'primary' : 'sync_standby',
          state: node === leader ? 'running' : 'streaming',
          timeline: 1,
          leader,
          members: [],
          lastChange: null,
          config: { ttl, loopWait: 10, retryTimeout: 10, maximumLag: 1_048_576, synchronousMode, paused: false },
        },
        node,
      ),
    haproxy: (...up) =>
      witness({
        witness: 'haproxy',
        servers: nodes.map((name) => ({
          name,
          node: name,
          status: up.includes(name) ? 'UP' : 'DOWN',
          check: up.includes(name) ? 'L7OK 200' : 'L7STS 503',
          since: null,
        })),
        timings: { inter: 3_000, fastInter: null, downInter: null, fall: 3, rise: 2, checkTimeout: 2_000 },
      }),
    whole(leader, timeline = 1) {
      const replica = nodes.find((name) => name !== leader) ?? leader;
      story.containers().lock(leader, replica);
      for (const node of nodes) story.postgres(node, node === leader ? 'primary' : 'replica', timeline);
      for (const node of nodes) story.patroni(node, leader);
      return story.haproxy(leader);
    },
  };
  return story.tell({ kind: 'run-started', lab: '1', project: 'lab' }).tell({ kind: 'watch', state: 'began' });
}
