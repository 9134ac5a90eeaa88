import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { allChecks } from '#checks/all-checks.ts';
import { createCheckRunner } from '../../../server/run/check-runner.ts';
import { createClusterObserver, type ClusterObserver } from '../../../server/cluster/observer.ts';
import { openFaultBook } from '../../../server/faults/book.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import { waitFor } from '../../wait-for.ts';
import { startToldEngine } from './told-engine.ts';

/** An observer of a workspace whose engine is at `socket`. */
async function observe(socket: string, files: string | null): Promise<ClusterObserver & { readonly folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'observer-'));
  if (files !== null) await cp(files, folder, { recursive: true });
  const observer = createClusterObserver({
    project: 'ha-postgres-lab-test-nobody',
    workspaceDir: folder,
    environment: { PATH: process.env.PATH ?? '', HOME: folder, DOCKER_HOST: `unix://${socket}` },
  });
  return {
    folder,
    observe: () => observer.observe(),
    async [Symbol.asyncDispose]() {
      await observer[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const labFiles = path.resolve(import.meta.dirname, '../../../lab-files');

describe('while Docker Engine is not to be had', () => {
  test('the view says so at once, and every check could not run', async () => {
    await using observer = await observe('/nonexistent/docker.sock', labFiles);
    const view = await observer.observe();
    expect(view.docker).toMatchObject({
      answeredAt: null,
      containers: [],
      problem: expect.stringContaining('Docker Engine'),
    });
    using journal = openJournal(path.join(observer.folder, 'journal.sqlite'));
    const results = await createCheckRunner({ observer, journal, book: openFaultBook(journal) }).run(
      allChecks.map(({ id }) => id),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(allChecks.map(() => 'could-not-run'));
  });

  test('an engine that takes the question and stays silent is given up after its deadline', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'silent-engine-'));
    const socket = path.join(folder, 'docker.sock');
    const engine = createServer((connection) => {
      connection.on('error', () => undefined);
      connection.resume();
    });
    engine.listen(socket);
    await once(engine, 'listening');
    try {
      await using observer = await observe(socket, null);
      const view = await observer.observe();
      expect(view.docker.problem).toContain('нет ответа за 3000 мс');
    } finally {
      engine.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('those who ask at the same time share one observation', async () => {
    await using observer = await observe('/nonexistent/docker.sock', null);
    const [first, second] = await Promise.all([observer.observe(), observer.observe()]);
    expect(first).toBe(second);
  });
});

test('an unknown check could not run, and is no exception', async () => {
  await using observer = await observe('/nonexistent/docker.sock', null);
  using journal = openJournal(path.join(observer.folder, 'journal.sqlite'));
  const [result] = await createCheckRunner({ observer, journal, book: openFaultBook(journal) }).run(['no-such-check']);
  expect(result).toMatchObject({ id: 'no-such-check', outcome: 'could-not-run' });
});

test('a clock that is set back does not keep a view that is no longer true', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'told-engine-'));
  const socket = path.join(folder, 'docker.sock');
  try {
    await using engine = await startToldEngine(socket);
    await using observer = await observe(socket, null);
    expect((await observer.observe()).docker.problem).toBeNull();
    await engine.stop();
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now - 3_600_000);
    await waitFor('a new view', async () => (await observer.observe()).docker.problem !== null, { within: 8_000 });
  } finally {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  }
});
