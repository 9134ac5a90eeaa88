import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { createDocker } from '../../server/cluster/docker.ts';
import { createDoorbell } from '../../server/cluster/watch/doorbell.ts';
import { waitFor } from '../wait-for.ts';

const run = promisify(execFile);
const project = 'lab-test-doorbell';
const container = 'lab-test-doorbell-node';
const network = 'lab-test-doorbell-network';

test('hears a container being cut off and joined again while nobody watches, and no cut in its end', async () => {
  await using made = new AsyncDisposableStack();
  await run('docker', ['network', 'create', network]);
  made.defer(async () => void (await run('docker', ['network', 'rm', network])));
  const labels = ['--label', `com.docker.compose.project=${project}`, '--label', 'com.docker.compose.service=pg'];
  await run('docker', [
    'run',
    '-d',
    '--name',
    container,
    '--network',
    network,
    ...labels,
    'postgres:15',
    'sleep',
    '600',
  ]);
  made.defer(async () => void (await run('docker', ['rm', '-f', container])));

  const docker = createDocker(process.env.DOCKER_HOST ?? null);
  const following = Promise.withResolvers<null>();
  const heard: EventBody[] = [];
  let rang = 0;
  made.use(
    createDoorbell({
      docker: {
        containers: (named) => docker.containers(named),
        follow: async (listener) => {
          const stream = await docker.follow(listener);
          following.resolve(null);
          return stream;
        },
      },
      project,
      // As if nobody ever came.
      isResting: () => true,
      roleOf: () => 'node',
      note: (body) => heard.push(body),
      ring: () => (rang += 1),
    }),
  );
  await following.promise;
  const actions = () => new Set(heard.flatMap((body) => (body.kind === 'docker-event' ? [body.action] : [])));
  await run('docker', ['network', 'disconnect', network, container]);
  await waitFor('the cut', () => actions().has('disconnect'));
  expect(heard[0]).toMatchObject({ kind: 'docker-event', action: 'disconnect', container, role: 'node' });
  expect(rang).toBeGreaterThan(0);
  await run('docker', ['network', 'connect', network, container]);
  await waitFor('its end', () => actions().has('connect'));
  heard.length = 0;
  await run('docker', ['kill', container]);
  await waitFor('the death', () => actions().has('die'));
  await docker.containers(project);
  expect([...actions()]).toEqual(['kill', 'die']);
});
