import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { ContainerTestimony, Testimony, WitnessName } from '#protocol/witness.ts';

/** Writes a journal by hand: a clock that is moved on, and an event for everything that is told. */
export type Story = {
  readonly events: readonly JournalEvent[];
  readonly now: number;
  wait(milliseconds: number): Story;
  tell(body: EventBody): Story;
  witness(witness: WitnessName, testimony: Testimony, node?: string | null): Story;
  silent(witness: WitnessName, problem: string, node?: string | null): Story;
  docker(states: Readonly<Record<string, ContainerTestimony['state']>>): Story;
  postgres(node: string, role: 'primary' | 'replica'): Story;
  patroni(node: string, leader: string | null): Story;
  zookeeper(leader: string | null): Story;
  haproxy(up: readonly string[]): Story;
  /** A probe begins; the writes that follow are its own. */
  probe(id: string): Story;
  /** Writes at `rate` a second for so long, in batches of a second; the story's clock moves on. */
  writes(milliseconds: number, outcome: 'a' | 'f' | 'u', rate?: number): Story;
};

/** The moment at which the stories begin. */
export const storyStart = Date.UTC(2026, 10, 23, 15, 0, 0);

const nodes = ['pg-master', 'pg-slave'] as const;

/** Begins a journal. */
export function tellStory(start = storyStart): Story {
  const events: JournalEvent[] = [];
  let now = start;
  let number = 0;
  let probe = 'probe-1';
  const story: Story = {
    events,
    get now() {
      return now;
    },
    wait(milliseconds) {
      now += milliseconds;
      return story;
    },
    tell(body) {
      events.push({ seq: events.length + 1, at: now, body });
      return story;
    },
    witness: (witness, testimony, node = null) =>
      story.tell({ kind: 'witness', witness, node, ownTime: null, problem: null, testimony }),
    silent: (witness, problem, node = null) =>
      story.tell({ kind: 'witness', witness, node, ownTime: null, problem, testimony: null }),
    docker: (states) =>
      story.witness('docker', {
        witness: 'docker',
        containers: Object.entries(states).map(([name, state]) => ({
          name,
          role: name.startsWith('pg-') ? 'node' : 'other',
          state,
          health: null,
          exitCode: state === 'exited' ? 137 : null,
          connected: true,
        })),
      }),
    postgres: (node, role) =>
      story.witness(
        'postgres',
        {
          witness: 'postgres',
          inRecovery: role === 'replica',
          readOnly: false,
          timeline: 1,
          receiving: role === 'replica' ? true : null,
          standbys: [],
          syncNames: '',
        },
        node,
      ),
    patroni: (node, leader) =>
      story.witness(
        'patroni',
        {
          witness: 'patroni',
          role: node === leader ? 'primary' : 'replica',
          state: 'running',
          timeline: 1,
          leader,
          members: [],
          lastChange: null,
          config: {
            ttl: 30,
            loopWait: 10,
            retryTimeout: 10,
            maximumLag: 1_048_576,
            synchronousMode: true,
            paused: false,
          },
        },
        node,
      ),
    zookeeper: (leader) =>
      story.witness('zookeeper', {
        witness: 'zookeeper',
        scope: 'my_cluster',
        leader,
        leaderSince: null,
        session: null,
        members: nodes,
        syncLeader: leader,
        syncStandby: null,
        failoverAsked: false,
        lastChange: null,
        sessionLimits: { min: 4_000, max: 40_000 },
      }),
    haproxy: (up) =>
      story.witness('haproxy', {
        witness: 'haproxy',
        servers: nodes.map((name) => ({
          name,
          node: name,
          status: up.includes(name) ? 'UP' : 'DOWN',
          check: up.includes(name) ? 'L7OK 200' : 'L7STS 503',
          since: now,
        })),
        timings: { inter: 3_000, fastInter: null, downInter: null, fall: 3, rise: 2, checkTimeout: null },
      }),
    probe(id) {
      probe = id;
      number = 0;
      return story.tell({
        kind: 'probe-started',
        probe: id,
        startedBy: 'student',
        rate: 20,
        table: 'lab_probe',
        port: 5432,
      });
    },
    writes(milliseconds, outcome, rate = 20) {
      const end = now + milliseconds;
      while (now < end) {
        const count = Math.max(1, Math.round((Math.min(1_000, end - now) * rate) / 1_000));
        const at = now;
        const numbers = Array.from({ length: count }, () => (number += 1));
        now = Math.min(end, now + 1_000);
        story.tell({
          kind: 'probe-batch',
          probe,
          at,
          numbers: [[numbers[0] ?? 1, numbers.length]],
          sent: numbers.map((_, index) => Math.round((index * 1_000) / rate)),
          took: numbers.map(() => (outcome === 'u' ? 2_000 : 4)),
          outcomes: outcome.repeat(count),
          by: outcome === 'a' ? [{ node: 'pg-master', timeline: 1, count }] : [],
          reasons: outcome === 'a' ? {} : { [outcome === 'f' ? 'ECONNREFUSED' : 'ETIMEDOUT']: count },
        });
      }
      return story;
    },
  };
  return story;
}

/** All witnesses name one leader, both nodes run. */
export function settle(story: Story, leader: 'pg-master' | 'pg-slave'): Story {
  story.docker({ 'pg-master': 'running', 'pg-slave': 'running', zoo: 'running' });
  for (const node of nodes) {
    story.postgres(node, node === leader ? 'primary' : 'replica').patroni(node, leader);
  }
  return story.zookeeper(leader).haproxy([leader]);
}
