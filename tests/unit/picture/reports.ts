import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { Testimony, WitnessChange, WitnessName, WitnessReport } from '#protocol/witness.ts';
import type { TestimonyOf } from '#protocol/voices.ts';
import { parseWitnessChange } from '#protocol/witness-parse.ts';
import { addToReports } from '#protocol/witness-reports.ts';

/** A moment of a cluster of the nodes `alpha` and `beta`: what every witness said last, and a way to the next moment. */
export type Moment = {
  readonly reports: readonly WitnessReport[];
  readonly at: number;
  readonly events: readonly JournalEvent[];
  /** Milliseconds later. */
  after(milliseconds: number): Moment;
  /** A witness changes what it says. */
  says<Name extends WitnessName>(witness: Name, change: Partial<TestimonyOf<Name>>, node?: string): Moment;
  /** A witness, or a node's voice of it, can't be asked any more. */
  falls(witness: WitnessName, problem: string, node?: string): Moment;
  /** A container changes, by Docker. */
  container(name: string, change: Partial<Extract<Testimony, { witness: 'docker' }>['containers'][number]>): Moment;
};

/** When the moments begin: some day. */
export const start = 1_700_000_000_000;

const config = {
  ttl: 30,
  loopWait: 10,
  retryTimeout: 10,
  maximumLag: 1_048_576,
  synchronousMode: true,
  paused: false,
} as const;

const container = (name: string, role: 'node' | 'zookeeper' | 'entrypoint') =>
  ({
    name,
    role,
    state: 'running',
    health: role === 'entrypoint' ? null : 'healthy',
    exitCode: null,
    connected: true,
  }) as const;

const member = (node: string, role: string, timeline: number) =>
  ({ node, role, state: role === 'leader' ? 'running' : 'streaming', timeline }) as const;

/** A whole cluster that `alpha` leads on timeline 2, with its synchronous standby `beta`. */
export function wholeCluster(): Moment {
  const lastChange = { timeline: 1, leader: 'alpha', at: start - 600_000 };
  const members = [member('alpha', 'leader', 2), member('beta', 'sync_standby', 2)];
  const patroni = {
    witness: 'patroni',
    state: 'running',
    timeline: 2,
    leader: 'alpha',
    members,
    lastChange,
    config,
  } as const;
  const postgres = { witness: 'postgres', readOnly: false, timeline: 2, syncNames: '"beta"' } as const;
  const standbys = [{ node: 'beta', state: 'streaming', syncState: 'sync', lag: 0 }];
  const said: readonly (readonly [Testimony, string?])[] = [
    [
      {
        witness: 'docker',
        containers: [
          container('alpha', 'node'),
          container('beta', 'node'),
          container('keeper', 'zookeeper'),
          container('door', 'entrypoint'),
        ],
      },
    ],
    [{ ...postgres, inRecovery: false, receiving: null, standbys }, 'alpha'],
    [{ ...postgres, inRecovery: true, receiving: true, standbys: [], syncNames: '' }, 'beta'],
    [{ ...patroni, role: 'primary' }, 'alpha'],
    [{ ...patroni, role: 'sync_standby', state: 'streaming' }, 'beta'],
    [
      {
        witness: 'zookeeper',
        scope: 'lab',
        leader: 'alpha',
        leaderSince: start - 600_000,
        session: '10000a1b2c30001',
        members: ['alpha', 'beta'],
        syncLeader: 'alpha',
        syncStandby: 'beta',
        failoverAsked: false,
        lastChange,
        sessionLimits: { min: 4_000, max: 40_000 },
      },
    ],
    [
      {
        witness: 'haproxy',
        servers: [
          { name: 'one', node: 'alpha', status: 'UP', check: 'L7OK 200', since: start - 600_000 },
          { name: 'two', node: 'beta', status: 'DOWN', check: 'L7STS 503', since: start - 600_000 },
        ],
        timings: { inter: 3_000, fastInter: null, downInter: null, fall: 3, rise: 2, checkTimeout: 2_000 },
      },
    ],
  ];
  let moment = momentOf([], [], start);
  for (const [testimony, node] of said) moment = moment.says(testimony.witness, testimony, node);
  return moment;
}

function momentOf(reports: readonly WitnessReport[], events: readonly JournalEvent[], at: number): Moment {
  const add = (raw: Readonly<Record<keyof WitnessChange, unknown>>): Moment => {
    const body = parseWitnessChange(raw);
    const event: JournalEvent = { seq: events.length + 1, at, body: { kind: 'witness', ...body } satisfies EventBody };
    return momentOf(addToReports(reports, event), [...events, event], at);
  };
  const lastOf = (witness: WitnessName, node: string | null) =>
    reports.find((report) => report.witness === witness && report.node === node)?.testimony ?? null;
  return {
    reports,
    events,
    at,
    after: (milliseconds) => momentOf(reports, events, at + milliseconds),
    says(witness, change, node) {
      const testimony = { ...lastOf(witness, node ?? null), ...change };
      return add({ witness, node: node ?? null, ownTime: null, problem: null, testimony });
    },
    falls: (witness, problem, node) => add({ witness, node: node ?? null, ownTime: null, problem, testimony: null }),
    container(name, change) {
      const docker = lastOf('docker', null);
      if (docker?.witness !== 'docker') throw new Error('Docker has said nothing yet');
      const containers = docker.containers.map((one) => (one.name === name ? { ...one, ...change } : one));
      return add({ witness: 'docker', node: null, ownTime: null, problem: null, testimony: { ...docker, containers } });
    },
  };
}
