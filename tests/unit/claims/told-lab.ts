import type { ClientView, ClusterView, ImageView, TableView } from '#protocol/cluster.ts';
import { healthy, stopped, withEntrypoint } from '../checks/evidence.ts';
import { addressOf, container, table } from '../checks/view-parts.ts';
import { tellRunner, type ToldRunner } from './told-runner.ts';

const image: ImageView = {
  reference: 'localhost/postgres:patroni',
  services: ['pg-master', 'pg-slave'],
  id: 'sha256:1',
  createdAt: '2026-01-01T11:00:00Z',
  recipe: 'same',
  difference: null,
  newer: true,
  files: [{ path: 'postgres0.yml', inImage: '/postgres0.yml', state: 'same' }],
  problem: null,
};

const one = table('test_table', 'data for replic');
const two = table('test_table', 'data for replic', 'data through haproxy');
const made = table('after_failover', 'written after failover');

/** The views of parts 1 to 3, named after what stands in them. */
export const views = {
  up: healthy('pg-slave', [], { images: [image] }),
  written: healthy('pg-slave', [one]),
  refused: refused(healthy('pg-slave', [one])),
  restarted: inNewContainers(withEntrypoint('pg-slave', [one])),
  through: throughGate(inNewContainers(withEntrypoint('pg-slave', [two])), "INSERT INTO test_table VALUES('4')"),
  halted: stopped(inNewContainers(withEntrypoint('pg-slave', [two])), 'pg-slave'),
  takenOver: takenOver([two]),
  after: throughGate(takenOver([two, made]), 'CREATE TABLE after_failover (id int)'),
  returned: onTimeline(2, inNewContainers(withEntrypoint('pg-master', [two, made]))),
};

function refused(view: ClusterView): ClusterView {
  const words = 'cannot execute INSERT in a read-only transaction';
  return {
    ...view,
    nodes: view.nodes.map((node) =>
      node.name === 'pg-master' ? { ...node, refusals: { count: 1, last: words } } : node,
    ),
  };
}

function inNewContainers(view: ClusterView): ClusterView {
  const containers = view.docker.containers.map((found) => ({ ...found, id: `${found.name}-2`.padEnd(64, '0') }));
  return { ...view, docker: { ...view.docker, containers } };
}

function takenOver(tables: readonly TableView[]): ClusterView {
  return onTimeline(2, stopped(inNewContainers(withEntrypoint('pg-master', tables)), 'pg-slave'));
}

function onTimeline(timeline: number, view: ClusterView): ClusterView {
  const nodes = view.nodes.map((found) =>
    found.postgres.timeline === null ? found : { ...found, postgres: { ...found.postgres, timeline } },
  );
  return { ...view, nodes };
}

/** A session from HAProxy's address is at work on the leader. */
function throughGate(view: ClusterView, query: string): ClusterView {
  const client: ClientView = {
    address: addressOf(container('postgres_entrypoint', 'entrypoint').name),
    application: 'psql',
    state: 'active',
    query,
    changedAt: null,
  };
  const nodes = view.nodes.map((found) =>
    found.postgres.inRecovery === false ? { ...found, postgres: { ...found.postgres, clients: [client] } } : found,
  );
  return { ...view, nodes };
}

/** What a student does in parts 1 to 3, a look after each: the checks that are asked, and the commands before them. */
const walk: readonly {
  readonly sees: keyof typeof views;
  readonly runs?: readonly [stepCommand: string, terminal: string, text: string];
  readonly asks: readonly string[];
}[] = [
  { sees: 'up', runs: ['build-image', 'main', 'docker build .'], asks: ['image-built'] },
  { sees: 'up', runs: ['up', 'main', 'docker compose up -d'], asks: ['containers-up'] },
  { sees: 'up', runs: ['patroni-list', 'main', 'patronictl list'], asks: ['one-leader'] },
  { sees: 'up', runs: ['zoo-log', 'main', 'docker logs zoo'], asks: ['zookeeper-ready', 'lock-in-zookeeper'] },
  {
    sees: 'written',
    runs: ['create-and-insert', 'leader', 'CREATE TABLE test_table (id int, data varchar);\nINSERT …'],
    asks: ['table-on-leader', 'replica-streaming', 'replica-synchronous'],
  },
  { sees: 'written', runs: ['select-on-replica', 'replica', 'SELECT * FROM test_table'], asks: ['row-on-replica'] },
  { sees: 'refused', runs: ['insert-on-replica', 'replica', 'INSERT …'], asks: ['replica-refuses-write'] },
  {
    sees: 'restarted',
    runs: ['up-again', 'main', 'docker compose up -d'],
    asks: ['entrypoint-up', 'data-survived-restart'],
  },
  { sees: 'restarted', runs: ['haproxy-log', 'main', 'docker logs'], asks: ['entrypoint-routes-to-leader'] },
  { sees: 'through', runs: ['insert-through-entrypoint', 'client', 'INSERT …'], asks: ['row-through-entrypoint'] },
  { sees: 'halted', runs: ['stop-leader', 'main', 'docker stop pg-slave'], asks: ['leader-stopped'] },
  { sees: 'halted', asks: ['leader-stopped', 'failover-happened'] },
  { sees: 'takenOver', asks: ['failover-happened'] },
  { sees: 'after', runs: ['create-after-failover', 'client', 'CREATE TABLE …'], asks: ['table-after-failover'] },
  { sees: 'returned', runs: ['start-stopped', 'main', 'docker start pg-slave'], asks: ['old-leader-back'] },
  { sees: 'returned', runs: ['select-on-old-leader', 'old-leader', 'SELECT …'], asks: ['old-leader-caught-up'] },
  { sees: 'returned', runs: ['list-swapped', 'main', 'patronictl list'], asks: ['roles-swapped'] },
];

/** Walks parts 1 to 3; `each` is called after every look. */
export async function tellLab(each: (told: ToldRunner) => void = () => undefined): Promise<ToldRunner> {
  const told = tellRunner();
  for (const [index, { sees, runs, asks }] of walk.entries()) {
    if (runs !== undefined) {
      const [stepCommand, terminal, text] = runs;
      const command = {
        id: `command-${index}`,
        terminal,
        kind: 'shell',
        text,
        stepCommand,
        state: 'ended',
        exitCode: 0,
        sqlState: null,
        startedAt: told.events.at(-1)?.at ?? 0,
        endedAt: told.events.at(-1)?.at ?? 0,
        recordedFrom: index,
      } as const;
      told.append({ kind: 'command-started', command });
      told.append({ kind: 'command-ended', command });
    }
    await told.look(views[sees], ...asks);
    each(told);
  }
  return told;
}
