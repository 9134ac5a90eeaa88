import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseRecord } from '#protocol/parse.ts';
import { createEventStreamParser } from '../../src/client/event-stream.ts';
import type { TestLab } from '../lab.ts';
import { processToken, startServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';
import { startToldEngine, type ToldEngine } from '../server/cluster/told-engine.ts';
import { startLabWithoutDocker } from '../server/lab-without-docker.ts';

/** Milliseconds in which a page must have been told. */
const within = 5_000;
let owner: AsyncDisposableStack;
let socket: string;
let engine: ToldEngine;
let lab: TestLab;

beforeEach(async () => {
  owner = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-engine-'));
  owner.defer(() => rm(folder, { recursive: true, force: true }));
  socket = path.join(folder, 'docker.sock');
  engine = owner.use(await startToldEngine(socket));
  lab = owner.use(await startLabWithoutDocker({ DOCKER_HOST: `unix://${socket}` }));
});

afterEach(async () => {
  await owner.disposeAsync();
});

/** What a page on a step is told of the engine: its problem, null while it answers. */
async function openPage({ url, token }: Pick<TestLab, 'url' | 'token'> = lab) {
  const ended = new AbortController();
  owner.defer(() => ended.abort());
  const response = await fetch(`${url}/api/run/events?from=0&step=build`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: ended.signal,
  });
  let problem: string | null | undefined;
  const parser = createEventStreamParser(({ data }) => {
    const message = parseRecord(JSON.parse(data), 'message');
    if (message.type === 'engine') problem = message.up === true ? null : String(message.problem);
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  void (async () => {
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read())
      parser.feed(piece.value);
    // The test ends it.
  })().catch(() => undefined);
  await waitFor('the first word', () => problem !== undefined);
  return { problem: () => problem };
}

/** A page that has long been open: the lab has calmed down and looks less often. */
async function openCalmPage() {
  const page = await openPage();
  await new Promise((resolve) => {
    setTimeout(resolve, 6_000);
  });
  return page;
}

test('an engine that hangs is told of within 5 s, also on a calm page, and its return too', async () => {
  const page = await openCalmPage();
  engine.hang(true);
  expect(await waitFor('its silence', () => page.problem()?.includes('нет ответа за'), { within })).toBeTruthy();
  engine.hang(false);
  expect(await waitFor('its return', () => page.problem() === null, { within })).toBeTruthy();
});

test('an engine that is killed is told of within 5 s, and its return too', async () => {
  const page = await openCalmPage();
  await engine.stop();
  expect(
    await waitFor('its end', () => page.problem()?.startsWith('Docker Engine не отвечает'), { within }),
  ).toBeTruthy();
  await engine.start();
  expect(await waitFor('its return', () => page.problem() === null, { within })).toBeTruthy();
});

test('a socket that is left by a killed engine, or missing, is told of within 5 s', async () => {
  const page = await openPage();
  await engine.stop();
  const left = createServer();
  left.listen(socket);
  await once(left, 'listening');
  left.close();
  expect(
    await waitFor('the word', () => page.problem()?.startsWith('Docker Engine не отвечает'), { within }),
  ).toBeTruthy();
  await rm(socket, { force: true });
  await engine.start();
  expect(await waitFor('its return', () => page.problem() === null, { within })).toBeTruthy();
});

test('a socket that may not be opened is told of within 5 s, and so is the permission', async () => {
  await chmod(socket, 0o000);
  const home = await mkdtemp(path.join(tmpdir(), 'lab-home-'));
  owner.defer(() => rm(home, { recursive: true, force: true }));
  // Root passes every permission, until it gives that up.
  const through = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
  const server = await startServerProcess(home, { DOCKER_HOST: `unix://${socket}` }, { through });
  owner.use(server);
  if (server.url === null) throw new Error(server.errors.join(''));
  const page = await openPage({ url: server.url, token: processToken });
  expect(await waitFor('the word', () => page.problem()?.includes('EACCES'), { within })).toBeTruthy();
  await chmod(socket, 0o600);
  expect(await waitFor('its answer', () => page.problem() === null, { within })).toBeTruthy();
});

test('what a page or a script asks of a hung engine is answered within its deadline', async () => {
  engine.hang(true);
  const begun = performance.now();
  const asked = ['/cluster', '/steps', '/configuration', '/doctor', '/run', '/checks'];
  await Promise.all(asked.map((address) => lab.ask('GET', address)));
  await lab.ask('POST', '/checks/image-built');
  expect(performance.now() - begun).toBeLessThan(20_000);
});
