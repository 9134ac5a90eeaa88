/**
 * Measures how soon a page hears of a change, and what the watching costs on an idle cluster.
 * `node tests/bench/watching/main.ts [rounds] [seconds]` (20 rounds and 30 seconds if left out); needs Docker, the lab's image and, for the costs, Linux.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../wait-for.ts';
import { type Costs, readCosts } from './costs.ts';
import { turnHaproxy } from './haproxy-changes.ts';
import { openKeyWriter } from './key-writer.ts';
import { startLabProcess } from './lab-process.ts';
import { openPage, type Page, testimonyOf } from './page.ts';

const rounds = Number(process.argv[2] ?? 20);
const seconds = Number(process.argv[3] ?? 30);
/** A page with checks of its own, as a student has it open. */
const step = 'through-haproxy';

await using lab = await startLabProcess();
// A script that is stopped early leaves no cluster behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await lab[Symbol.asyncDispose]();
    process.exit(1);
  });
}

{
  using page = await openPage(lab.url, lab.token, step);
  await whole(page);
}
// The watch rests a few seconds after the last page has gone, and so does what a start leaves behind.
await delay(10_000);

const idle = await costOf(seconds);
{
  using page = await openPage(lab.url, lab.token, step);
  await whole(page);
  // The checks ask often while something happens, and for twenty seconds after it.
  await delay(25_000);
  const watched = await costOf(seconds);
  printCosts(idle, watched);
  const latencies = {
    'Docker: pause, unpause (pushed, goal 300)': await pauses(page),
    'ZooKeeper: a key (pushed, goal 300)': await keys(page),
    'PostgreSQL: read-only (polled, goal 700)': await readOnly(page),
    'Patroni: paused (polled, goal 700)': await pausedPatroni(page),
    // HAProxy takes its time: half as many changes are three minutes.
    'HAProxy: DOWN, UP (polled, goal 700)': await turnHaproxy(
      lab,
      page,
      (await whole(page)).leader,
      Math.ceil(rounds / 4) * 2,
    ),
  };
  console.log('\nms from the happening to the page');
  console.table(
    Object.fromEntries(
      Object.entries(latencies).map(([name, values]) => [
        name,
        {
          changes: values.length,
          median: quantile(values, 0.5),
          p95: quantile(values, 0.95),
          max: Math.max(...values),
        },
      ]),
    ),
  );
}

/** Waits until every witness answers and the replica streams. */
async function whole(page: Page): Promise<{ leader: string; replica: string }> {
  return await waitFor(
    'a whole cluster',
    () => {
      const reports = page.reports();
      if (reports.length < 7 || reports.some(({ problem }) => problem !== null)) return null;
      const leader = testimonyOf(reports, 'zookeeper')?.leader ?? null;
      const standby = leader === null ? undefined : testimonyOf(reports, 'postgres', leader)?.standbys[0];
      const up = testimonyOf(reports, 'haproxy')?.servers.some(
        ({ status, node }) => status === 'UP' && node === leader,
      );
      if (leader === null || standby?.syncState !== 'sync' || up !== true) return null;
      return { leader, replica: standby.node };
    },
    { within: 120_000, every: 200 },
  );
}

async function pauses(page: Page): Promise<number[]> {
  const entrypoint =
    testimonyOf(page.reports(), 'docker')?.containers.find(({ role }) => role === 'entrypoint')?.name ?? '';
  const state = () => testimonyOf(page.reports(), 'docker')?.containers.find(({ name }) => name === entrypoint)?.state;
  const latencies: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const wanted = round % 2 === 0 ? 'paused' : 'running';
    const heard = page.heard(`${entrypoint} is ${wanted}`, () => state() === wanted);
    await lab.docker(wanted === 'paused' ? 'pause' : 'unpause', entrypoint);
    const done = Date.now();
    // Heard before the command has ended: sooner than can be measured from outside.
    latencies.push(Math.max(0, (await heard) - done));
    await delay(300 + Math.random() * 500);
  }
  if (state() === 'paused') await lab.docker('unpause', entrypoint);
  return latencies;
}

async function keys(page: Page): Promise<number[]> {
  const { scope } = testimonyOf(page.reports(), 'zookeeper') ?? { scope: null };
  const zoo = testimonyOf(page.reports(), 'docker')?.containers.find(({ role }) => role === 'zookeeper')?.name ?? '';
  const port = Number((await lab.docker('port', zoo, '2181')).trim().split(':').at(-1));
  using writer = await openKeyWriter(port);
  const latencies: number[] = [];
  const path = `/service/${scope}/sync`;
  const { leader, replica } = await whole(page);
  const memberOf = (node: string) => node.replace(/-[0-9a-f]{8}$/, '');
  for (let round = 0; round < rounds; round += 1) {
    const standby = round % 2 === 0 ? 'somebody' : memberOf(replica);
    const heard = page.heard(`the sync standby is ${standby}`, (reports) =>
      (testimonyOf(reports, 'zookeeper')?.syncStandby ?? '').startsWith(standby),
    );
    const done = Date.now();
    await writer.set(path, JSON.stringify({ leader: memberOf(leader), sync_standby: standby }));
    latencies.push((await heard) - done);
    await delay(200 + Math.random() * 500);
  }
  return latencies;
}

async function readOnly(page: Page): Promise<number[]> {
  const { leader } = await whole(page);
  const psql = (sql: string) => lab.docker('exec', leader, 'psql', '-U', 'postgres', '-Atc', sql);
  const latencies: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const on = round % 2 === 0;
    await psql(`ALTER SYSTEM SET default_transaction_read_only = ${on ? 'on' : 'off'}`);
    const heard = page.heard(
      `${leader} is ${on ? 'read-only' : 'writable'}`,
      (reports) => testimonyOf(reports, 'postgres', leader)?.readOnly === on,
    );
    const at = Number(
      await psql('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000) FROM (SELECT pg_reload_conf()) AS done'),
    );
    latencies.push((await heard) - at);
    await delay(200 + Math.random() * 700);
  }
  await psql('ALTER SYSTEM RESET default_transaction_read_only');
  await psql('SELECT pg_reload_conf()');
  return latencies;
}

async function pausedPatroni(page: Page): Promise<number[]> {
  const { leader } = await whole(page);
  const latencies: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const on = round % 2 === 0;
    const heard = page.heard(
      `Patroni is ${on ? 'paused' : 'at work'}`,
      (reports) => testimonyOf(reports, 'patroni', leader)?.config.paused === on,
    );
    const patch = `curl -fsS -o /dev/null -X PATCH -d '{"pause": ${on ? 'true' : 'null'}}' http://localhost:8008/config; date +%s%3N`;
    const at = Number(await lab.docker('exec', leader, 'sh', '-c', patch));
    latencies.push((await heard) - at);
    await delay(200 + Math.random() * 700);
  }
  return latencies;
}

async function costOf(duration: number): Promise<Record<keyof Costs, number>> {
  const before = await readCosts(lab.pid, lab.project);
  const begun = performance.now();
  await delay(duration * 1_000);
  const after = await readCosts(lab.pid, lab.project);
  const took = performance.now() - begun;
  const share = (part: keyof Costs) => ((after[part] - before[part]) / took) * 100;
  return {
    server: share('server'),
    askers: share('askers'),
    PostgreSQL: share('PostgreSQL'),
    nodes: share('nodes'),
    'zookeeper and haproxy': share('zookeeper and haproxy'),
  };
}

function printCosts(resting: Record<keyof Costs, number>, watched: Record<keyof Costs, number>): void {
  console.log(`\n% of one core over ${seconds} s; askers and our sessions in PostgreSQL are part of the nodes`);
  const row = (part: keyof Costs) => {
    const [before, after] = [resting[part], watched[part]];
    return { nobody: round(before), watched: round(after), difference: round(after - before) };
  };
  console.table({
    server: row('server'),
    'nodes’ containers': row('nodes'),
    '… askers': row('askers'),
    '… our sessions': row('PostgreSQL'),
    'ZooKeeper and HAProxy': row('zookeeper and haproxy'),
  });
  const parts: readonly (keyof Costs)[] = ['server', 'nodes', 'zookeeper and haproxy'];
  const total = parts.reduce((sum, part) => sum + watched[part] - resting[part], 0);
  console.log(`all together: ${round(total)} % of one core (goal 8)`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
