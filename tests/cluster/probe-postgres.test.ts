import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { type Journal, openJournal, readAll } from '../../server/journal/journal.ts';
import { createProbe, type Probe, type ProbeOptions } from '../../server/probe/probe.ts';
import { waitFor } from '../wait-for.ts';
import { type OnePostgres, startOnePostgres } from './one-postgres.ts';

let postgres: OnePostgres;
let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-probe-'));
  postgres = await startOnePostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

type Bench = AsyncDisposable & { readonly journal: Journal; readonly probe: Probe };

/** A probe with a journal of its own; unexpected errors fail the test. */
function openBench(file = path.join(folder, `${(files += 1)}.sqlite`), more: Partial<ProbeOptions> = {}): Bench {
  const errors: unknown[] = [];
  const journal = openJournal(file);
  const probe = createProbe({
    journal,
    find: async () => postgres.places,
    report: (error) => errors.push(error),
    ...more,
  });
  return {
    journal,
    probe,
    async [Symbol.asyncDispose]() {
      await probe[Symbol.asyncDispose]();
      journal[Symbol.dispose]();
      if (errors.length > 0) throw new AggregateError(errors, 'the probe met errors that nobody expected');
    },
  };
}

function eventsOf<Kind extends EventBody['kind']>(journal: Journal, kind: Kind) {
  type Body = Extract<EventBody, { kind: Kind }>;
  return [...readAll(journal, 1, [kind])].map(({ body }) => body).filter((body): body is Body => body.kind === kind);
}

async function untilRead(probe: Probe): Promise<void> {
  await waitFor('the rows to be read back', () => probe.status()?.state === 'ended', { within: 40_000 });
}

async function backToDefaults(): Promise<void> {
  await postgres.sql('ALTER SYSTEM RESET ALL');
  await postgres.sql('SELECT pg_reload_conf()');
}

const acked = (probe: Probe) => probe.status()?.acked ?? 0;

describe('the probe on a server of its own', () => {
  test('writes, is stopped, and everything is found again', async () => {
    await using bench = openBench();
    const { probe, journal } = bench;
    expect(await probe.start('student')).toMatchObject({ probe: 'probe-1', state: 'writing', outage: null });
    expect(await probe.start('fault')).toMatchObject({ probe: 'probe-1' });
    await waitFor('thirty acks', () => acked(probe) >= 30);
    expect(await probe.stop('student')).toMatchObject({ failed: 0, unknown: 0 });
    await untilRead(probe);
    expect(probe.status()?.problem).toContain('второго узла нет');

    const batches = eventsOf(journal, 'probe-batch');
    const written = batches.map(({ outcomes }) => outcomes).join('');
    expect(written).toMatch(/^a{30,}$/);
    for (const { by } of batches) for (const run of by) expect(run).toMatchObject({ node: 'pg-only', timeline: 1 });
    expect(eventsOf(journal, 'probe-read-back')).toMatchObject([
      { node: 'pg-only', role: 'leader', rows: written.length, lostCount: 0, unansweredCount: 0 },
    ]);
    expect(eventsOf(journal, 'probe-ended')).toMatchObject([{ reason: 'student' }]);
    expect(eventsOf(journal, 'probe-control')).toEqual([]);
  });

  test('a new one deletes the rows of the one before, and what is deleted behind its back is lost', async () => {
    await using bench = openBench();
    const { probe, journal } = bench;
    await postgres.sql(`INSERT INTO lab.probe (probe, number, sent_at) VALUES ('probe-9', 1, now())`);
    await probe.start('student');
    expect(await postgres.sql(`SELECT count(*) FROM lab.probe WHERE probe = 'probe-9'`)).toBe('0');
    await waitFor('ten acks', () => acked(probe) >= 10);
    await postgres.sql('DELETE FROM lab.probe WHERE number = 3');
    await probe.stop('student');
    await untilRead(probe);
    expect(eventsOf(journal, 'probe-read-back')).toMatchObject([{ lostCount: 1, lost: [3] }]);
    expect(probe.readBack()).toMatchObject({ state: 'reading-back' });
    await untilRead(probe);
    expect(eventsOf(journal, 'probe-read-back')).toHaveLength(2);
  });

  test('a wait for a replica that is broken off leaves its row unknown, and the row is there', async () => {
    await using bench = openBench();
    const { probe, journal } = bench;
    await probe.start('student');
    await waitFor('ten acks', () => acked(probe) >= 10);
    onTestFinished(backToDefaults);
    await postgres.sql(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`);
    await postgres.sql('SELECT pg_reload_conf()');
    const waiting = `FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%lab.probe%'`;
    await waitFor('writes that wait', async () => Number(await postgres.sql(`SELECT count(*) ${waiting}`)) >= 10);
    await postgres.sql(`SELECT pg_terminate_backend(pid) ${waiting} LIMIT 2`);
    await postgres.sql(`SELECT pg_cancel_backend(pid) ${waiting} LIMIT 3`);
    await waitFor('five unknown writes', () => (probe.status()?.unknown ?? 0) >= 5);
    await backToDefaults();
    const before = acked(probe);
    await waitFor('acks again', () => acked(probe) >= before + 20);
    await probe.stop('recovered');
    await untilRead(probe);
    const reasons = eventsOf(journal, 'probe-batch').map((batch) => batch.reasons);
    expect(reasons.reduce((sum, { 'sync-wait-cancelled': count = 0 }) => sum + count, 0)).toBeGreaterThanOrEqual(3);
    const { unknown = 0 } = probe.status() ?? {};
    expect(eventsOf(journal, 'probe-read-back')).toMatchObject([
      { lostCount: 0, unansweredCount: unknown, rows: acked(probe) + unknown },
    ]);
  });

  test('a server that only reads is told from one that is away, and is asked without a refusal in its log', async () => {
    await using bench = openBench();
    const { probe, journal } = bench;
    const refusals = async () => (await postgres.logs()).split('read-only transaction').length - 1;
    const before = await refusals();
    await probe.start('student');
    await waitFor('ten acks', () => acked(probe) >= 10);
    onTestFinished(backToDefaults);
    await postgres.sql('ALTER SYSTEM SET default_transaction_read_only = on');
    await postgres.sql('SELECT pg_reload_conf()');
    await waitFor('an outage', () => (probe.status()?.outage ?? 0) > 500);
    expect(probe.status()?.problem).toContain('только читает');
    // Only sessions that were open before could still send a write: never more than are kept.
    expect((await refusals()) - before).toBeLessThanOrEqual(2);
    await backToDefaults();
    await waitFor('no outage', () => probe.status()?.outage === null);
    await probe.stop('student');
    await untilRead(probe);
    expect(eventsOf(journal, 'probe-read-back')).toMatchObject([{ lostCount: 0, unansweredCount: 0 }]);
  });

  test('ends by itself at its limit', async () => {
    await using bench = openBench(undefined, { limit: 1_000 });
    await bench.probe.start('student');
    await untilRead(bench.probe);
    expect(eventsOf(bench.journal, 'probe-ended')).toMatchObject([{ reason: 'limit' }]);
  });

  test('a server that stops in order ends it, and the next start reads its rows', async () => {
    const file = path.join(folder, 'in-order.sqlite');
    {
      await using bench = openBench(file);
      await bench.probe.start('student');
      await waitFor('ten acks', () => acked(bench.probe) >= 10);
    }
    await using bench = openBench(file);
    await untilRead(bench.probe);
    expect(eventsOf(bench.journal, 'probe-ended')).toMatchObject([{ reason: 'server' }]);
    expect(eventsOf(bench.journal, 'probe-read-back')).toMatchObject([{ role: 'leader', lostCount: 0 }]);
    expect(await bench.probe.start('student')).toMatchObject({ probe: 'probe-2' });
  });

  test('a killed server loses at most the last second of what was acked, and nothing of it is called lost', async () => {
    const file = path.join(folder, 'killed.sqlite');
    const script = path.resolve(import.meta.dirname, 'probe-process.ts');
    const child = spawn(process.execPath, [script, JSON.stringify({ file, port: postgres.address.port })], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const rows = async () => Number(await postgres.sql(`SELECT count(*) FROM lab.probe WHERE probe = 'probe-1'`));
    await waitFor('seventy rows of the child', async () => {
      const count = await rows();
      return count >= 70 && count < 1_000;
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const written = await rows();

    await using bench = openBench(file);
    await untilRead(bench.probe);
    expect(eventsOf(bench.journal, 'probe-ended')).toMatchObject([{ reason: 'server' }]);
    const known = acked(bench.probe);
    expect(known).toBeGreaterThan(written - 45);
    expect(known).toBeLessThanOrEqual(written);
    expect(eventsOf(bench.journal, 'probe-read-back')).toMatchObject([
      { role: 'leader', lostCount: 0, unansweredCount: 0 },
    ]);
  });
});
