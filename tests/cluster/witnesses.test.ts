import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEvent } from '#protocol/journal.ts';
import type { Testimony, WitnessName, WitnessReport } from '#protocol/witness.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { createAdapters } from '../../server/cluster/adapters.ts';
import { type ClusterWatch, createClusterWatch } from '../../server/cluster/watch/cluster-watch.ts';
import { openJournal, readAll } from '../../server/journal/journal.ts';
import { waitFor } from '../wait-for.ts';
import { openStack, type Stack } from './stack.ts';

/** A stack whose witnesses are watched. */
type Watched = {
  readonly stack: Stack;
  readonly watch: ClusterWatch;
  readonly events: () => readonly JournalEvent[];
  /** Stops watching, as when the last page has gone long ago. */
  readonly dispose: () => Promise<void>;
};

const owner = new AsyncDisposableStack();
let watched: Watched;
let leader: string;
let replica: string;

beforeAll(async () => {
  const stack = owner.use(await openStack());
  await stack.addHaproxy();
  watched = await startWatching(stack);
  await stack.docker('compose', 'up', '--detach', '--build');
  ({ leader, replica } = await untilWhole());
});

afterAll(async () => {
  await owner.disposeAsync();
});

async function startWatching(stack: Stack): Promise<Watched> {
  const journal = owner.use(openJournal(path.join(stack.folder, '../watched.sqlite')));
  const { project } = await stack.view();
  const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', COMPOSE_PROJECT_NAME: project };
  const cluster = { project, workspaceDir: stack.folder, environment };
  const errors: unknown[] = [];
  owner.defer(() => expect(errors).toEqual([]));
  const watching = owner.use(new AsyncDisposableStack());
  const adapters = watching.use(createAdapters(cluster));
  const watch = watching.use(createClusterWatch({ cluster, adapters, journal, report: (error) => errors.push(error) }));
  watching.use(watch.hold());
  return { stack, watch, events: () => [...readAll(journal)], dispose: () => watching.disposeAsync() };
}

function reportOf(witness: WitnessName, node: string | null = null): WitnessReport | undefined {
  return watched.watch.reports().find((report) => report.witness === witness && report.node === node);
}

/** What a witness says now; null while it can't be asked. */
function saidBy<Name extends WitnessName>(witness: Name, node: string | null = null) {
  const report = reportOf(witness, node);
  const testimony = report?.problem === null ? report.testimony : null;
  return testimony !== null && isOf(testimony, witness) ? testimony : null;
}

function isOf<Name extends WitnessName>(
  testimony: Testimony,
  witness: Name,
): testimony is Extract<Testimony, { witness: Name }> {
  return testimony.witness === witness;
}

/** Waits until all witnesses answer and agree on the primary, and a standby is in step. */
async function untilWhole(): Promise<{ leader: string; replica: string }> {
  return await waitFor(
    'agreement',
    () => {
      const reports = watched.watch.reports();
      if (reports.length !== 7 || reports.some(({ problem }) => problem !== null)) return null;
      const named = saidBy('zookeeper')?.leader ?? '';
      const standby = saidBy('postgres', named)?.standbys[0];
      const up = saidBy('haproxy')?.servers.filter(({ status }) => status === 'UP') ?? [];
      const patroni = reports.flatMap(({ testimony }) => (testimony?.witness === 'patroni' ? [testimony.leader] : []));
      const agreed =
        standby?.syncState === 'sync' &&
        saidBy('postgres', standby.node)?.receiving === true &&
        saidBy('zookeeper')?.syncStandby === standby.node &&
        up.length === 1 &&
        up[0]?.node === named &&
        patroni.every((name) => name === named);
      return agreed && { leader: named, replica: standby.node };
    },
    { within: 150_000, every: 100 },
  );
}

const soon = { within: 3_000, every: 20 };

function dockerEvents(container: string) {
  return watched
    .events()
    .flatMap(({ body }) => (body.kind === 'docker-event' && body.container === container ? [body] : []));
}

function plain(reports: readonly WitnessReport[]) {
  return reports
    .map(({ witness, node, problem, testimony, changedAt }) => ({ witness, node, problem, testimony, changedAt }))
    .toSorted((left, right) => `${left.witness} ${left.node}`.localeCompare(`${right.witness} ${right.node}`));
}

describe('the witnesses of a real cluster', () => {
  test('name containers, not members, each in its own words', () => {
    expect(leader).toMatch(/^pg-(?:master|slave)-[0-9a-f]{8}$/);
    expect(saidBy('postgres', leader)).toMatchObject({ inRecovery: false, readOnly: false, receiving: null });
    expect(saidBy('postgres', replica)).toMatchObject({ inRecovery: true, readOnly: false, standbys: [] });
    expect(saidBy('patroni', replica)).toMatchObject({
      leader,
      config: { ttl: 30, loopWait: 10, retryTimeout: 10, synchronousMode: true, paused: false },
    });
    expect(saidBy('zookeeper')).toMatchObject({
      scope: 'ha-lab',
      leader,
      session: expect.stringMatching(/^0x[0-9a-f]+$/),
      members: [leader, replica].toSorted(),
      sessionLimits: { min: 4_000, max: 40_000 },
    });
    expect(saidBy('haproxy')?.timings).toMatchObject({ inter: 3_000, fall: 3, rise: 2, checkTimeout: 2_000 });
    expect(saidBy('docker')?.containers).toHaveLength(4);
    expect(reportOf('postgres', leader)?.gauges?.standbys).toMatchObject([{ node: replica, lagBytes: 0 }]);
  });

  test('a paused replica silences its own witnesses and delays no other', async () => {
    await watched.stack.docker('pause', replica);
    await waitFor('the pause', () => reportOf('postgres', replica)?.problem === 'контейнер приостановлен', soon);
    expect(reportOf('patroni', replica)?.problem).toBe('контейнер приостановлен');
    expect(reportOf('patroni', replica)?.testimony).not.toBeNull();
    const pausedAt = Date.now();
    const others = () => watched.watch.reports().filter(({ node }) => node !== replica);
    const later = () => others().every(({ answeredAt }) => (answeredAt ?? 0) > pausedAt + 1_000);
    await waitFor('answers of the others a second later', later, { within: 2_500 });
    await watched.stack.docker('unpause', replica);
    expect(await untilWhole()).toEqual({ leader, replica });
    expect(dockerEvents(replica).map(({ action }) => action)).toEqual(expect.arrayContaining(['pause', 'unpause']));
  });

  test('a replica that is cut off is told by Docker, and its Patroni still answers from inside', async () => {
    const network = `${(await watched.stack.view()).project}_default`;
    await watched.stack.docker('network', 'disconnect', network, replica);
    await waitFor('the cut', () => reportOf('postgres', replica)?.problem === 'контейнер отключён от сети', soon);
    expect(saidBy('docker')?.containers.find(({ name }) => name === replica)).toMatchObject({
      state: 'running',
      connected: false,
    });
    await waitFor('its view', () => saidBy('patroni', replica)?.leader === null, { within: 15_000 });
    expect(saidBy('patroni', replica)?.role).toMatch(/replica/);
    await watched.stack.docker('network', 'connect', network, replica);
    ({ leader, replica } = await untilWhole());
    expect(dockerEvents(replica).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['disconnect', 'connect']),
    );
  });

  test('ZooKeeper away: its witness says so, and the others go on', async () => {
    const zoo = saidBy('docker')?.containers.find(({ role }) => role === 'zookeeper')?.name ?? '';
    await watched.stack.docker('stop', zoo);
    await waitFor('its silence', () => reportOf('zookeeper')?.problem === 'контейнер остановлен', soon);
    expect(reportOf('postgres', leader)?.problem).toBeNull();
    expect(reportOf('haproxy')?.problem).toBeNull();
    await watched.stack.docker('start', zoo);
    ({ leader, replica } = await untilWhole());
  });

  test('a killed leader: signal and exit code, the lock let go, another leader by all who can tell', async () => {
    const before = watched.events().length;
    await watched.stack.docker('kill', leader);
    await waitFor('its end', () => reportOf('postgres', leader)?.problem === 'контейнер остановлен', soon);
    await waitFor('the promotion', () => saidBy('postgres', replica)?.inRecovery === false, { within: 90_000 });
    await waitFor('the route', () => saidBy('haproxy')?.servers.find(({ node }) => node === replica)?.status === 'UP', {
      within: 30_000,
    });
    const since = watched.events().slice(before);
    const told = since.flatMap(({ body }) => (body.kind === 'docker-event' ? [body] : []));
    expect(told.find(({ action }) => action === 'kill')).toMatchObject({ container: leader, role: 'node', signal: 9 });
    expect(told.find(({ action }) => action === 'die')).toMatchObject({ container: leader, exitCode: 137 });
    const locks = since.flatMap(({ body }) =>
      body.kind === 'witness' && body.testimony?.witness === 'zookeeper' ? [body.testimony.leader] : [],
    );
    expect(locks).toEqual(expect.arrayContaining([null, replica]));
    expect(locks.indexOf(null)).toBeLessThan(locks.indexOf(replica));
    const taken = since.find(
      ({ body }) =>
        body.kind === 'witness' && body.testimony?.witness === 'zookeeper' && body.testimony.leader === replica,
    );
    if (taken?.body.kind !== 'witness') throw new Error('nobody took the lock');
    expect(Math.abs(taken.at - (taken.body.ownTime ?? 0))).toBeLessThan(1_000);
    await watched.stack.docker('start', leader);
    expect(await untilWhole()).toEqual({ leader: replica, replica: leader });
  });

  test('while nothing happens hardly anything is written', async () => {
    const from = watched.events().length;
    const since = (kind: string) => watched.events().filter(({ body }, index) => index >= from && body.kind === kind);
    await waitFor('three signs of life', () => since('watch').length >= 3, { within: 20_000, every: 500 });
    expect(since('witness').length).toBeLessThan(4);
  });

  test('the journal replays to what was shown live', () => {
    expect(plain(toReports(watched.events()))).toEqual(plain(watched.watch.reports()));
  });

  test('nothing of the watch is left in a container', async () => {
    const nodes = saidBy('docker')?.containers.filter(({ role }) => role === 'node') ?? [];
    const askers = async (name: string) =>
      (await watched.stack.docker('top', name)).split('\n').filter((line) => line.includes('python3 -u -c')).length;
    await watched.dispose();
    expect(watched.events().at(-1)?.body).toEqual({ kind: 'watch', state: 'ended' });
    for (const { name } of nodes) {
      // The stack's own observer is another one: it has asked as well, through one process.
      await waitFor(`the end of the asker in ${name}`, async () => (await askers(name)) <= 1, { within: 5_000 });
    }
  });
});
