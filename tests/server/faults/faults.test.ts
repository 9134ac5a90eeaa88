import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalEvent } from '#protocol/journal.ts';
import { bareUser } from '../../bare-user.ts';
import { readConfig } from '../../../server/config.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import { createLabServer } from '../../../server/lab-server.ts';
import type { ClusterStory } from '../../unit/faults/cluster-story.ts';
import { killed, measured } from '../../unit/faults/stories.ts';
import { startLabWithoutDocker } from '../lab-without-docker.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const guess = { seconds: 36, leader: 'other', lost: 0 };

type OpenLab = AsyncDisposable & { readonly ask: (method: string, path: string, body?: unknown) => Promise<unknown> };

/** A server that is started on a run in which this has happened; a refusal is given as its code. */
async function startAfter(story: ClusterStory, skip: (event: JournalEvent) => boolean = () => false): Promise<OpenLab> {
  await using starting = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'lab-faults-'));
  starting.defer(() => rm(home, { recursive: true, force: true }));
  const run = { id: 'told', project: 'ha-postgres-lab-test-told' };
  await mkdir(path.join(home, 'runs', run.id), { recursive: true });
  await writeFile(path.join(home, 'current-run.json'), JSON.stringify(run));
  {
    let at = 0;
    using journal = openJournal(path.join(home, 'runs', run.id, 'journal.sqlite'), () => () => at);
    for (const event of story.events) {
      ({ at } = event);
      if (!skip(event)) journal.append(event.body);
    }
  }
  const environment = {
    ...process.env,
    ...(await bareUser(home)),
    LAB_HOME: home,
    LAB_PORT: '0',
    LAB_OPEN: '0',
    LAB_TOKEN: 'a-token-of-the-tests',
  };
  const server = starting.use(await createLabServer(readConfig(environment, root), { site: '/nonexistent' }));
  const ask = async (method: string, address: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}/api${address}`, {
      method,
      headers: {
        Authorization: 'Bearer a-token-of-the-tests',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    return response.json();
  };
  const started = starting.move();
  return { ask, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

describe('the faults of a run', () => {
  test('are told by its journal, also after the server was started anew', async () => {
    await using lab = await startAfter(measured().story);
    expect(await lab.ask('GET', '/faults')).toMatchObject([
      { id: 'fault-1', fault: 'kill', leaderBefore: 'pg-master', leaderAfter: 'pg-slave', lost: 0 },
    ]);
  });

  test('are written down when the server was killed before it could', async () => {
    await using lab = await startAfter(killed().story, ({ body }) => body.kind === 'fault');
    expect(await lab.ask('GET', '/faults')).toMatchObject([{ id: 'fault-1', fault: 'kill', undoneAt: null }]);
  });

  test('are none in a fresh run', async () => {
    await using lab = await startLabWithoutDocker();
    expect(await lab.ask('GET', '/faults')).toEqual([]);
  });
});

describe('a prediction', () => {
  test('is kept, and may be changed before the fault', async () => {
    await using lab = await startLabWithoutDocker();
    expect(await lab.ask('PUT', '/predictions/kill', guess)).toEqual({ fault: 'kill', ...guess });
    expect(await lab.ask('PUT', '/predictions/kill', { ...guess, seconds: null })).toMatchObject({ seconds: null });
  });

  test('is refused once the fault runs, and taken again after it', async () => {
    await using running = await startAfter(killed().story);
    expect(await running.ask('PUT', '/predictions/kill', guess)).toMatchObject({ error: { code: 'fault-runs' } });
    expect(await running.ask('PUT', '/predictions/pause', guess)).toMatchObject({ fault: 'pause' });
    await using over = await startAfter(measured().story);
    expect(await over.ask('PUT', '/predictions/kill', guess)).toMatchObject({ fault: 'kill' });
  });

  test('of an unknown fault, or with numbers that cannot be, is refused', async () => {
    await using lab = await startAfter(killed().story);
    expect(await lab.ask('PUT', '/predictions/flood', guess)).toHaveProperty('error');
    expect(await lab.ask('PUT', '/predictions/stop', { ...guess, lost: -1 })).toHaveProperty('error');
    expect(await lab.ask('PUT', '/predictions/stop', { ...guess, leader: 'pg-slave' })).toHaveProperty('error');
  });
});

describe('the guard', () => {
  test('refuses a fault on a cluster that is not whole, says what is missing, and types nothing', async () => {
    await using lab = await startAfter(killed().story);
    const command = { command: 'docker kill pg-master', stepCommand: 'kill-fault' };
    expect(await lab.ask('POST', '/terminals/main/commands', command)).toMatchObject({
      error: {
        code: 'cluster-not-ready',
        message: expect.stringContaining('не цел'),
        hint: expect.stringMatching(/\S/),
      },
    });
    expect(await lab.ask('GET', '/run')).toMatchObject({ commands: [] });
  });

  test('lets every other command pass', async () => {
    await using lab = await startAfter(killed().story);
    const command = { command: 'true', stepCommand: 'kill-undo' };
    expect(await lab.ask('POST', '/terminals/main/commands', command)).toHaveProperty('id');
  });
});
