import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDocker } from '../../../server/cluster/docker.ts';
import { readerLabel } from '../../../server/cluster/docker-events.ts';
import { waitFor } from '../../wait-for.ts';

let folder: string;
let engine: Server;
let removed: string[];
/** Containers that the engine tells of, and when each was made, in seconds since the epoch. */
let present: { readonly Id: string; readonly Created: number }[];
/** What holds up the making of a container. */
let busy: Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-engine-'));
  [removed, present, busy] = [[], [], Promise.resolve()];
  engine = createServer((request, response) => {
    const answer = (status: number, body: unknown = '') => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const [address = '', query = ''] = (request.url ?? '').split('?');
    request.resume();
    if (request.method === 'DELETE') {
      removed.push(address.split('/').at(-1) ?? '');
      answer(204);
    } else if (address.endsWith('/containers/create')) {
      void busy.then(() => answer(201, { Id: 'new', Warnings: [] }));
    } else if (address.endsWith('/containers/json')) {
      answer(200, decodeURIComponent(query).includes(readerLabel) ? present : []);
    } else {
      answer(404, { message: 'no such file' });
    }
  });
  engine.listen(path.join(folder, 'docker.sock'));
  await once(engine, 'listening');
});

afterEach(async () => {
  engine.closeAllConnections();
  engine.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (deadline?: number) => createDocker(`unix://${path.join(folder, 'docker.sock')}`, deadline);

test('the container that an image is read through is removed after the reading', async () => {
  expect(await open().imageFiles('an-image', ['/postgres0.yml'])).toEqual(new Map([['/postgres0.yml', null]]));
  expect(removed).toEqual(['new']);
});

test('a container that a busy engine makes after the deadline is removed all the same', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  busy = promise;
  await expect(open(200).imageFiles('an-image', ['/postgres0.yml'])).rejects.toThrow('нет ответа за 200 мс');
  expect(removed).toEqual([]);
  resolve();
  await waitFor('the removal', () => removed.includes('new'));
});

test('what a killed server left is removed before the first reading, and what another one reads now is not', async () => {
  const now = Math.floor(Date.now() / 1_000);
  present = [
    { Id: 'of-a-killed-server', Created: now - 3_600 },
    { Id: 'of-another-server', Created: now - 1 },
  ];
  const docker = open();
  await docker.imageFiles('an-image', []);
  await docker.imageFiles('an-image', []);
  expect(removed).toEqual(['of-a-killed-server', 'new', 'new']);
});
