import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStack, type Stack } from './stack.ts';

/** A correct lab in which everything that may be named or numbered is named and numbered otherwise. */
describe('a correct lab in the words of another student', () => {
  let lab: Stack;
  let leader: string;
  let replica: string;

  beforeAll(async () => {
    lab = await openStack({ password: 'secret', asWritten: true });
    for (const [index, file] of ['postgres0.yml', 'postgres1.yml'].entries()) {
      await lab.edit(file, (text) =>
        text
          .replaceAll('scope: ha-lab ', 'scope: students ')
          .replace(/^name: \S+/m, `name: postgresql${index}`)
          .replaceAll('pg-master', 'db-one')
          .replaceAll('pg-slave', 'db-two')
          .replace('password: postgres', 'password: secret'),
      );
    }
    await writeFile(
      path.join(lab.folder, 'haproxy.cfg'),
      `defaults
  mode tcp
  timeout connect 4s
  timeout client 30m
  timeout server 30m
frontend stats
  mode http
  bind *:8404
  stats enable
  stats uri /stats
  stats auth admin:admin
frontend clients
  bind *:5000
  default_backend databases
backend databases
  option httpchk
  http-check send meth GET uri /leader
  default-server inter 2s fall 3 rise 2 on-marked-down shutdown-sessions init-addr last,libc,none
  server first db-one:5432 check port 8008
  server second db-two:5432 check port 8008
`,
    );
    await lab.addHaproxy();
    await lab.edit('docker-compose.yml', (text) =>
      text
        .replaceAll('pg-master', 'db-one')
        .replaceAll('pg-slave', 'db-two')
        .replaceAll(/\bzoo:/g, 'keeper:')
        .replaceAll('zoo\n', 'keeper\n')
        .replaceAll('postgres_entrypoint', 'gate')
        .replaceAll('localhost/postgres:patroni', lab.image)
        .replace('5433:5432', '5441:5432')
        .replace('5434:5432', '5442:5432')
        .replace('2181:2181', '2182:2181')
        .replace('127.0.0.1:5432:5432', '127.0.0.1:15432:5000')
        .replace('7000:7000', '7001:8404')
        .replace('/dev/tcp/127.0.0.1/7000', '/dev/tcp/127.0.0.1/8404'),
    );
    for (const file of ['postgres0.yml', 'postgres1.yml']) {
      await lab.edit(file, (text) => text.replace('zoo:2181', 'keeper:2181'));
    }
    await lab.docker('build', '--quiet', '-t', lab.image, '.');
    await lab.docker('compose', 'up', '-d');
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
  });

  test('passes the checks of parts 1 and 2', async () => {
    for (const id of ['image-built', 'containers-up', 'one-leader', 'zookeeper-ready', 'lock-in-zookeeper']) {
      await lab.until(id, 'passed');
    }
    ({ leader, replica } = await lab.untilHealthy());
    for (const id of ['replica-streaming', 'replica-synchronous']) await lab.until(id, 'passed');
    await lab.sql(leader, 'localhost', 'CREATE DATABASE shop');
    const inShop = [
      'exec',
      '-e',
      'PGPASSWORD=secret',
      leader,
      'psql',
      '-h',
      'localhost',
      '-U',
      'postgres',
      '-d',
      'shop',
    ];
    const statements = `CREATE SCHEMA goods; CREATE TABLE goods."Товары" (название text); INSERT INTO goods."Товары" VALUES ('чай')`;
    await lab.docker(...inShop, '-c', statements);
    expect((await lab.until('table-on-leader', 'passed', 10)).observed).toContain('shop.goods.Товары');
    await lab.until('row-on-replica', 'passed', 10);
  });

  test('passes the checks of the entry point', async () => {
    expect((await lab.until('entrypoint-up', 'passed')).observed).toContain('15432');
    await lab.until('entrypoint-routes-to-leader', 'passed');
    const view = await lab.view();
    expect(view.entrypoint).toMatchObject({ container: 'gate', checkRequest: 'GET /leader', problem: null });
    expect(view.zookeeper).toMatchObject({ scope: 'students', problem: null });
  });

  test('a paused node and a paused ZooKeeper give a view that says so, in bounded time', async () => {
    await lab.docker('pause', replica, 'keeper');
    try {
      await lab.view();
      const began = performance.now();
      const view = await expect
        .poll(() => lab.view(), { timeout: 15_000 })
        .toMatchObject({ zookeeper: { problem: expect.any(String) } })
        .then(() => lab.view());
      expect(performance.now() - began).toBeLessThan(10_000);
      const paused = view.nodes.find(({ name }) => name === replica);
      expect(paused?.postgres.problem).toBe('контейнер приостановлен');
      expect(view.docker.problem).toBeNull();
      expect(view.nodes.find(({ name }) => name === leader)?.postgres.problem).toBeNull();
    } finally {
      await lab.docker('unpause', replica, 'keeper');
    }
    ({ leader, replica } = await lab.untilHealthy());
  });

  test('an old leader that is killed and started too soon is named, and is no failover', async () => {
    await lab.check('leader-stopped');
    await lab.docker('kill', leader);
    await lab.until('leader-stopped', 'passed', 10);
    await lab.docker('start', leader);
    await expect
      .poll(async () => (await lab.check('failover-happened')).observed, { timeout: 60_000, interval: 700 })
      .toContain('слишком рано');
    ({ leader, replica } = await lab.untilHealthy());
  });

  test('a killed leader is replaced, and comes back on the new timeline', async () => {
    await lab.docker('kill', leader);
    expect((await lab.until('failover-happened', 'passed', 60)).observed).toContain(`вместо ${leader} стал ${replica}`);
    await lab.until('entrypoint-routes-to-leader', 'passed', 40);
    await lab.sql(replica, 'gate:5000', "CREATE TABLE after_kill AS SELECT 'x' AS note");
    await lab.until('table-after-failover', 'passed', 10);
    await lab.docker('start', leader);
    for (const id of ['old-leader-back', 'old-leader-caught-up', 'roles-swapped']) await lab.until(id, 'passed', 60);
  });
});
