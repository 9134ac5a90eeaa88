import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { createAdapters } from '../../../server/cluster/adapters.ts';
import { type ClusterWatch, createClusterWatch } from '../../../server/cluster/watch/cluster-watch.ts';
import { openJournal, readAll, type Journal } from '../../../server/journal/journal.ts';
import { waitFor } from '../../wait-for.ts';
import { tellCompose } from './told-compose.ts';
import { startToldEngine } from './told-engine.ts';

const labFiles = path.resolve(import.meta.dirname, '../../../lab-files');
let folder: string;
let programs: string;
let owner: AsyncDisposableStack;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'watch-'));
  owner = new AsyncDisposableStack();
  owner.defer(() => rm(folder, { recursive: true, force: true }));
  programs = await tellCompose(folder);
});

afterEach(async () => {
  await owner.disposeAsync();
});

/** A watch of a workspace whose engine is at `socket`. */
function openWatch(socket: string): { watch: ClusterWatch; journal: Journal; bodies: () => EventBody[] } {
  const journal = owner.use(openJournal(path.join(folder, 'journal.sqlite')));
  const environment = { PATH: programs, HOME: folder, DOCKER_HOST: `unix://${socket}` };
  const cluster = { project: 'ha-postgres-lab-test-nobody', workspaceDir: labFiles, environment };
  const adapters = owner.use(createAdapters(cluster));
  const report = (error: unknown) => {
    throw error;
  };
  const watch = owner.use(createClusterWatch({ cluster, adapters, journal, report }));
  return { watch, journal, bodies: () => [...readAll(journal)].map(({ body }) => body) };
}

function states(bodies: readonly EventBody[]): string[] {
  return bodies.flatMap((body) => (body.kind === 'watch' ? [body.state] : []));
}

/** An engine that goes with the test. */
async function startEngine(socket: string) {
  return owner.use(await startToldEngine(socket));
}

describe('while Docker Engine is not to be had', () => {
  test('every witness says so, the nodes by the names of the compose file', async () => {
    const { watch, journal } = openWatch('/nonexistent/docker.sock');
    owner.use(watch.hold());
    await waitFor('seven reports', () => watch.reports().length === 7);
    const said = watch.reports().map(({ witness, node, problem }) => `${witness} ${node}: ${problem}`);
    expect(said.toSorted()).toEqual([
      'docker null: Docker Engine не отвечает: connect ENOENT /nonexistent/docker.sock',
      'haproxy null: Docker Engine не отвечает',
      'patroni pg-master: Docker Engine не отвечает',
      'patroni pg-slave: Docker Engine не отвечает',
      'postgres pg-master: Docker Engine не отвечает',
      'postgres pg-slave: Docker Engine не отвечает',
      'zookeeper null: Docker Engine не отвечает',
    ]);
    expect(toReports(readAll(journal))).toEqual(watch.reports());
  });

  test('an engine that takes the question and stays silent is given up within a second', async () => {
    const socket = path.join(folder, 'silent.sock');
    const engine = createSocketServer((connection) => {
      connection.on('error', () => undefined);
      connection.resume();
    });
    engine.listen(socket);
    await once(engine, 'listening');
    owner.defer(() => void engine.close());
    const { watch } = openWatch(socket);
    owner.use(watch.hold());
    const docker = await waitFor('its word', () => watch.reports().find(({ witness }) => witness === 'docker'), {
      within: 2_000,
    });
    expect(docker.problem).toBe('Docker Engine не отвечает: Docker Engine: нет ответа за 1000 мс');
  });

  test('an engine that hangs later is told of, and so is its return', async () => {
    const socket = path.join(folder, 'docker.sock');
    const engine = await startEngine(socket);
    const { watch } = openWatch(socket);
    owner.use(watch.hold());
    const docker = () => watch.reports().find(({ witness }) => witness === 'docker');
    await waitFor('an answer', () => docker()?.problem === null);
    engine.hang(true);
    await waitFor('its silence', () => docker()?.problem?.includes('нет ответа'), { within: 5_000 });
    expect(docker()?.testimony).toEqual({ witness: 'docker', containers: [] });
    engine.hang(false);
    await waitFor('its return', () => docker()?.problem === null, { within: 8_000 });
    expect(watch.reports().find(({ witness }) => witness === 'zookeeper')?.problem).toBe('контейнера ZooKeeper нет');
  });
});

describe('holding the watch', () => {
  test('asks nobody before somebody holds it', async () => {
    const { watch, bodies } = openWatch('/nonexistent/docker.sock');
    expect(watch.reports()).toEqual([]);
    expect(bodies()).toEqual([]);
    await watch[Symbol.asyncDispose]();
    expect(bodies()).toEqual([]);
  });

  test('a page that comes back at once finds the watch as it was; after a rest it has ended', async () => {
    const { watch, bodies } = openWatch('/nonexistent/docker.sock');
    const first = watch.hold();
    await waitFor('the beginning', () => states(bodies()).length === 1);
    first[Symbol.dispose]();
    const second = watch.hold();
    await waitFor('seven reports', () => watch.reports().length === 7);
    expect(states(bodies())).toEqual(['began']);
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    await waitFor('the end', () => states(bodies()).includes('ended'), { within: 6_000 });
    expect(watch.reports()).toHaveLength(7);
  });

  test('its end is written when the server goes, and nothing after it', async () => {
    const { watch, bodies } = openWatch('/nonexistent/docker.sock');
    const held = watch.hold();
    await waitFor('the first report', () => watch.reports().length > 0);
    await watch[Symbol.asyncDispose]();
    held[Symbol.dispose]();
    watch.nudge();
    expect(bodies().at(-1)).toEqual({ kind: 'watch', state: 'ended' });
  });

  test('goes on for some minutes after a nudge, without a holder', async () => {
    const { watch, bodies } = openWatch('/nonexistent/docker.sock');
    watch.nudge();
    watch.nudge();
    await waitFor('a sign of life', () => states(bodies()).includes('goes-on'), { within: 8_000 });
    expect(states(bodies())).toEqual(['began', 'goes-on']);
  });
});

describe('while nobody watches', () => {
  /** What Docker tells of a container that was killed from another terminal. */
  const of = (project: string, Action: string, more: object = {}) => ({
    Type: 'container',
    Action,
    Actor: { ID: 'c1', Attributes: { name: 'pg-master', 'com.docker.compose.project': project, ...more } },
    timeNano: Date.now() * 1e6,
  });

  test('a container that is killed is written down, and what follows is watched', async () => {
    const socket = path.join(folder, 'docker.sock');
    const engine = await startEngine(socket);
    const { bodies } = openWatch(socket);
    await waitFor('the doorbell', () => engine.followers() === 1);
    engine.tell(of('somebody-elses', 'die'));
    engine.tell(of('ha-postgres-lab-test-nobody', 'kill', { signal: '9' }));
    engine.tell(of('ha-postgres-lab-test-nobody', 'die', { exitCode: '137' }));
    await waitFor('the watch', () => states(bodies()).includes('began'));
    const noted = bodies().flatMap((body) => (body.kind === 'docker-event' ? [body] : []));
    expect(noted).toMatchObject([
      { action: 'kill', container: 'pg-master', signal: 9 },
      { action: 'die', container: 'pg-master', exitCode: 137 },
    ]);
    // Before the beginning: what is unseen until then would be nobody's fault.
    expect(bodies().map(({ kind }) => kind)).toEqual(expect.arrayContaining(['docker-event', 'docker-event', 'watch']));
  });

  test('what the witnesses hear themselves is written down once', async () => {
    const socket = path.join(folder, 'docker.sock');
    const engine = await startEngine(socket);
    const { watch, bodies } = openWatch(socket);
    owner.use(watch.hold());
    await waitFor('both streams', () => engine.followers() === 2);
    await waitFor('the list', () => watch.reports().some(({ problem }) => problem === null));
    engine.tell(of('ha-postgres-lab-test-nobody', 'die', { exitCode: '137' }));
    const deaths = () => bodies().filter((body) => body.kind === 'docker-event');
    await waitFor('the death', () => deaths().length > 0);
    await waitFor('a sign of life', () => states(bodies()).includes('goes-on'), { within: 8_000 });
    expect(deaths()).toHaveLength(1);
  });
});
