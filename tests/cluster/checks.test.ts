import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allClaims } from '#checks/claims/all-claims.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { openStack, type Stack } from './stack.ts';

const everyId = [
  'image-built',
  'containers-up',
  'one-leader',
  'zookeeper-ready',
  'lock-in-zookeeper',
  'replica-streaming',
  'replica-synchronous',
  'table-on-leader',
  'row-on-replica',
  'replica-refuses-write',
  'entrypoint-up',
  'data-survived-restart',
  'entrypoint-routes-to-leader',
  'row-through-entrypoint',
  'leader-stopped',
  'failover-happened',
  'table-after-failover',
  'old-leader-back',
  'old-leader-caught-up',
  'roles-swapped',
];

/** Each test does what one step of the lab does; its checks stand at not-yet before and pass after. */
describe("the lab's steps", () => {
  let lab: Stack;
  let leader: string;
  let replica: string;

  beforeAll(async () => {
    lab = await openStack();
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  const outcomes = async (ids: readonly string[]) => {
    const results: Record<string, string> = {};
    for (const id of ids) results[id] = (await lab.check(id)).outcome;
    return results;
  };
  const all = (ids: readonly string[], outcome: string) => Object.fromEntries(ids.map((id) => [id, outcome]));

  test('nothing passes on an untouched run', async () => {
    expect(await outcomes(everyId)).toEqual(all(everyId, 'not-yet'));
  });

  test('image-built follows the Dockerfile and the copied files, not their times', async () => {
    await lab.docker('build', '-f', 'Dockerfile', '-t', lab.image, '.');
    expect((await lab.check('image-built')).outcome).toBe('passed');

    await lab.edit('Dockerfile', (text) => text.replace('iputils-ping', 'iputils-ping less'));
    expect((await lab.check('image-built')).observed).toContain('собран по другому Dockerfile');
    await lab.edit('Dockerfile', (text) => text.replace('iputils-ping less', 'iputils-ping'));
    expect((await lab.check('image-built')).outcome).toBe('passed');

    await lab.edit('postgres0.yml', (text) => `${text}# a student's note\n`);
    expect((await lab.check('image-built')).observed).toContain('postgres0.yml');
    await lab.docker('compose', 'build', '--quiet');
    expect((await lab.check('image-built')).outcome).toBe('passed');
  });

  test('part 1: up, a leader, its key in ZooKeeper, a synchronous replica', async () => {
    await lab.docker('compose', 'up', '-d');
    await lab.until('containers-up', 'passed');
    await lab.until('one-leader', 'passed');
    await lab.until('lock-in-zookeeper', 'passed');
    expect((await lab.check('zookeeper-ready')).outcome).toBe('passed');
    await lab.until('replica-streaming', 'passed');
    await lab.until('replica-synchronous', 'passed');
    ({ leader, replica } = await lab.untilHealthy());
    expect(await lab.docker('logs', leader)).toContain('the leader with the lock');
    expect(await lab.docker('compose', 'logs', 'zoo')).toContain('2181');
  });

  test('part 2: rows on the leader and the replica, a refused write', async () => {
    const ids = ['table-on-leader', 'row-on-replica', 'replica-refuses-write'];
    expect(await outcomes(ids)).toEqual(all(ids, 'not-yet'));
    await lab.sql(leader, 'localhost', 'CREATE TABLE test_table (id int, data varchar)');
    expect((await lab.check('table-on-leader')).outcome).toBe('not-yet');
    await lab.sql(leader, 'localhost', "INSERT INTO test_table VALUES('2', 'data for replic')");
    await lab.until('table-on-leader', 'passed', 10);
    await lab.until('row-on-replica', 'passed', 10);
    expect((await lab.check('replica-refuses-write')).outcome).toBe('not-yet');
    await expect(lab.sql(replica, 'localhost', "INSERT INTO test_table VALUES('3', 'data error')")).rejects.toThrow(
      'cannot execute INSERT in a read-only transaction',
    );
    expect((await lab.until('replica-refuses-write', 'passed', 10)).observed).toContain(replica);
  });

  test('part 3: HAProxy comes, the data stays', async () => {
    const ids = ['entrypoint-up', 'entrypoint-routes-to-leader', 'row-through-entrypoint', 'data-survived-restart'];
    expect(await outcomes(ids)).toEqual(all(ids, 'not-yet'));
    await lab.addHaproxy();
    expect((await lab.check('entrypoint-up')).observed).toContain('контейнера ещё нет');
    await lab.docker('compose', 'down');
    expect((await lab.check('one-leader')).outcome).toBe('not-yet');
    await lab.docker('compose', 'up', '-d');
    await lab.until('data-survived-restart', 'passed');
    await lab.until('entrypoint-up', 'passed');
    await lab.until('entrypoint-routes-to-leader', 'passed');
    expect(lab.facts()).not.toContain('leader-stopped');
    ({ leader, replica } = await lab.untilHealthy());
  });

  test('part 3: a row on the port of the node does not count, one through HAProxy does', async () => {
    await lab.sql(leader, 'localhost', "INSERT INTO test_table VALUES('4', 'directly')");
    expect((await lab.check('row-through-entrypoint')).outcome).toBe('not-yet');
    await lab.sql(leader, 'postgres_entrypoint', "INSERT INTO test_table VALUES('5', 'through haproxy')");
    await lab.until('row-through-entrypoint', 'passed', 10);
  });

  test('part 3: stopping the replica does not pass, and is named', async () => {
    await lab.check('leader-stopped');
    await lab.docker('stop', replica);
    const result = await lab.until('leader-stopped', 'not-yet', 5);
    expect(result.outcome).toBe('not-yet');
    await expect
      .poll(async () => (await lab.check('leader-stopped')).observed, { timeout: 10_000 })
      .toContain(`остановлена реплика ${replica}`);
    expect((await lab.check('failover-happened')).outcome).toBe('not-yet');
    await lab.docker('start', replica);
    ({ leader, replica } = await lab.untilHealthy());
  });

  test('part 3: the leader stops, the other node is named, a table comes through HAProxy', async () => {
    const ids = ['leader-stopped', 'failover-happened', 'table-after-failover', 'old-leader-back'];
    expect(await outcomes(ids)).toEqual(all(ids, 'not-yet'));
    await lab.docker('stop', leader);
    await lab.until('leader-stopped', 'passed', 10);
    expect((await lab.until('failover-happened', 'passed', 30)).observed).toContain(`вместо ${leader} стал ${replica}`);
    await lab.until('entrypoint-routes-to-leader', 'passed', 40);
    await lab.sql(replica, 'postgres_entrypoint', 'CREATE TABLE after_failover (note text)');
    await lab.sql(replica, 'postgres_entrypoint', "INSERT INTO after_failover VALUES ('written after failover')");
    await lab.until('table-after-failover', 'passed', 10);
  });

  test('part 3: the old leader comes back and has caught up', async () => {
    const ids = ['old-leader-back', 'old-leader-caught-up', 'roles-swapped'];
    expect(await outcomes(ids)).toEqual(all(ids, 'not-yet'));
    await lab.docker('start', leader);
    for (const id of ids) await lab.until(id, 'passed', 60);
  });

  test('the report says all of it, judged anew over what the journal kept of a real cluster', () => {
    const claims = judgeClaims(lab.events());
    const expected = allClaims.filter(({ checks }) => checks.every((id) => everyId.includes(id)));
    const told = claims.filter(({ id }) => expected.some((claim) => claim.id === id));
    expect(told.filter(({ state }) => state === 'not-shown').map(({ id, why }) => ({ id, why }))).toEqual([]);
    const failover = told.find(({ id }) => id === 'failover-happened')?.sentence;
    expect(failover).toContain(`роль перешла от ${leader} к ${replica}`);
  });

  test('an observation of a real cluster is some kilobytes, and a check leaves one', () => {
    const observations = lab.events().filter(({ body }) => body.kind === 'observation');
    expect(observations.length).toBeLessThanOrEqual(everyId.length);
    for (const { body } of observations) expect(JSON.stringify(body).length).toBeLessThan(24_000);
  });

  test('what happened stays when everything is taken down, what is true now turns back', async () => {
    await lab.docker('compose', 'down', '--volumes');
    const happened = ['table-on-leader', 'replica-refuses-write', 'row-through-entrypoint', 'failover-happened'];
    expect(await outcomes(happened)).toEqual(all(happened, 'passed'));
    const now = ['containers-up', 'one-leader', 'zookeeper-ready', 'entrypoint-up', 'old-leader-back'];
    expect(await outcomes(now)).toEqual(all(now, 'not-yet'));
  });
});
