import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStack, type Stack } from './stack.ts';

/** The mistakes of real reports, all in one lab: each is named by the check that it stands in the way of. */
describe('a lab with the mistakes of real reports', () => {
  let lab: Stack;
  let leader: string;
  let replica: string;

  beforeAll(async () => {
    lab = await openStack();
    await lab.addHaproxy();
    await lab.edit('haproxy.cfg', (text) =>
      text.replace('option httpchk OPTIONS /primary', 'option httpchk GET /patroni'),
    );
    for (const file of ['postgres0.yml', 'postgres1.yml']) {
      await lab.edit(file, (text) =>
        text
          .replace(/unix_socket_directories: \S+/, "unix_socket_directories: '.'")
          .replace('  initdb:', '  users:\n    admin:\n      password: admin\n  initdb:'),
      );
    }
    await lab.edit('docker-compose.yml', (text) =>
      text.replace('pg-slave-data:/var/lib/postgresql/data', 'pg-slave-data:/elsewhere'),
    );
    await lab.docker('compose', 'build', '--quiet');
    await lab.docker('compose', 'up', '-d');
    ({ leader, replica } = await lab.untilHealthy());
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  test('names in each file what is wrong there', async () => {
    const { files } = await lab.configuration();
    const named = files.flatMap(({ path, mistakes }) =>
      mistakes.filter(({ severity }) => severity === 'mistake').map(({ id }) => `${path}: ${id}`),
    );
    expect(named).toEqual([
      'docker-compose.yml: node-without-volume',
      'postgres0.yml: bootstrap-users',
      'postgres0.yml: socket-in-data-directory',
      'postgres1.yml: bootstrap-users',
      'postgres1.yml: socket-in-data-directory',
      'haproxy.cfg: check-answered-by-both',
    ]);
    expect(await lab.sql(leader, 'localhost', 'SELECT rolname FROM pg_roles')).not.toContain('admin');
  });

  test('names a HAProxy check that the replica answers as well', async () => {
    const result = await lab.until('entrypoint-routes-to-leader', 'not-yet');
    expect(result.message).toContain('«GET /patroni»');
    expect(result.message).toContain('OPTIONS /primary');
  });

  test('names the node whose data directory is on no volume', async () => {
    await lab.sql(leader, 'localhost', "CREATE TABLE test_table AS SELECT 'x' AS data");
    await lab.until('table-on-leader', 'passed', 10);
    expect((await lab.check('data-survived-restart')).message).toContain('Каталог данных узла pg-slave');
  });

  test('names the socket in the data directory when a killed leader comes back and receives nothing', async () => {
    await lab.docker('kill', leader);
    await lab.until('failover-happened', 'passed', 60);
    await lab.sql(replica, 'localhost', "CREATE TABLE after_failover AS SELECT 'x' AS data");
    await lab.docker('start', leader);
    await expect
      .poll(async () => (await lab.check('old-leader-back')).message, { timeout: 60_000, interval: 700 })
      .toContain('unix_socket_directories');
    expect((await lab.check('old-leader-caught-up')).outcome).toBe('not-yet');
  });
});
