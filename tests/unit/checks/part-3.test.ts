import { describe, expect, test } from 'vitest';
import type { ClientView, ClusterView } from '#protocol/cluster.ts';
import { ask, fact, factsFrom, healthy, server, untouched, withEntrypoint } from './evidence.ts';
import { addressOf, container, noon, service, table } from './view-parts.ts';

const rows = table('test_table', 'data for replic');
const more = table('test_table', 'data for replic', 'through haproxy');

/** A session that moved two seconds after noon. */
function client(address: string, query: string): ClientView {
  return { address, application: 'psql', state: 'idle', query, changedAt: new Date(noon + 2_000).toISOString() };
}

function withClients(view: ClusterView, ...clients: ClientView[]): ClusterView {
  const nodes = view.nodes.map((found) =>
    found.postgres.inRecovery === false ? { ...found, postgres: { ...found.postgres, clients } } : found,
  );
  return { ...view, nodes };
}

const gateAddress = addressOf('postgres_entrypoint');

describe('entrypoint-up', () => {
  test('passes when a client gets through', () => {
    expect(ask('entrypoint-up', withEntrypoint('pg-slave'))).toMatchObject({
      outcome: 'passed',
      observed: 'через порт 5432 отвечает pg-slave',
    });
  });

  test('passes on another port and without statistics', () => {
    const entrypoint = { port: 15_432, servers: [], problem: 'HAProxy: порт статистики не опубликован' };
    expect(ask('entrypoint-up', withEntrypoint('pg-slave', [], { entrypoint })).outcome).toBe('passed');
  });

  test('says that HAProxy is not described, not started, or has ended', () => {
    expect(ask('entrypoint-up', healthy('pg-slave')).observed).toBe('в docker-compose.yml нет HAProxy');
    const described = untouched({ compose: { services: [service('gate', 'entrypoint')] } });
    expect(ask('entrypoint-up', described).observed).toContain('контейнера ещё нет');
    const containers = [container('gate', 'entrypoint', { state: 'exited', exitCode: 1 })];
    expect(ask('entrypoint-up', untouched({ docker: { containers } })).message).toContain('could not resolve address');
  });

  test('does not pass while no server is UP', () => {
    const servers = [server('pg-master', 'DOWN'), server('pg-slave', 'DOWN')];
    const reaches = { node: null, inRecovery: null, problem: 'соединение с PostgreSQL оборвалось' };
    const view = withEntrypoint('pg-slave', [], { entrypoint: { servers, reaches } });
    expect(ask('entrypoint-up', view).observed).toContain('ни один сервер для него не UP');
  });
});

test('a running HAProxy that could not be asked is nobody’s mistake', () => {
  const entrypoint = {
    reaches: null,
    port: null,
    checkRequest: null,
    servers: [],
    problem: 'настройки HAProxy не прочитаны',
  };
  const view = withEntrypoint('pg-slave', [], { entrypoint });
  expect(ask('entrypoint-up', view)).toMatchObject({ outcome: 'could-not-run', observed: entrypoint.problem });
  expect(ask('entrypoint-routes-to-leader', view).outcome).toBe('could-not-run');
});

describe('entrypoint-routes-to-leader', () => {
  test('passes when one server is UP and it is the leader', () => {
    expect(ask('entrypoint-routes-to-leader', withEntrypoint('pg-slave')).outcome).toBe('passed');
  });

  test('names a check that the replica answers with 200 as well', () => {
    const view = withEntrypoint('pg-slave', [], {
      entrypoint: { checkRequest: 'GET /patroni', servers: [server('pg-master', 'UP'), server('pg-slave', 'UP')] },
    });
    const nodes = view.nodes.map((found) => ({ ...found, patroni: { ...found.patroni, answersCheck: 200 } }));
    const result = ask('entrypoint-routes-to-leader', { ...view, nodes });
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('«GET /patroni» реплика pg-master отвечает 200');
  });

  test('could not run while the replica leaves the question of the check unanswered', () => {
    const view = withEntrypoint('pg-slave');
    const problem = 'на «OPTIONS /primary» нет ответа: timed out';
    const nodes = view.nodes.map((found) => ({
      ...found,
      patroni: { ...found.patroni, answersCheck: null, checkProblem: problem },
    }));
    const result = ask('entrypoint-routes-to-leader', { ...view, nodes });
    expect(result).toMatchObject({ outcome: 'could-not-run', observed: `узел pg-master: ${problem}` });
  });

  test('names servers that nobody checks', () => {
    const servers = [server('pg-master', 'no check'), server('pg-slave', 'no check')];
    const view = withEntrypoint('pg-slave', [], { entrypoint: { servers, checkRequest: null } });
    expect(ask('entrypoint-routes-to-leader', view).message).toContain('не проверяет серверы');
  });

  test('does not pass while both servers are UP, or the one that is UP does not lead', () => {
    const both = [server('pg-master', 'UP'), server('pg-slave', 'UP 1/3')];
    const early = withEntrypoint('pg-slave', [], { entrypoint: { servers: both } });
    expect(ask('entrypoint-routes-to-leader', early).outcome).toBe('not-yet');
    const wrong = [server('pg-master', 'UP'), server('pg-slave', 'DOWN')];
    const stale = withEntrypoint('pg-slave', [], { entrypoint: { servers: wrong } });
    expect(ask('entrypoint-routes-to-leader', stale).observed).toBe('HAProxy ведёт к pg-master, а лидер — pg-slave');
  });

  test('does not pass when a new connection reached the replica', () => {
    const reaches = { node: 'pg-master', inRecovery: true, problem: null };
    const view = withEntrypoint('pg-slave', [], { entrypoint: { reaches, servers: [] } });
    expect(ask('entrypoint-routes-to-leader', view).outcome).toBe('not-yet');
  });

  test('could not run when the connection got no answer in time', () => {
    const reaches = { node: null, inRecovery: null, problem: 'PostgreSQL: нет ответа за 1000 мс' };
    const view = withEntrypoint('pg-slave', [], { entrypoint: { reaches } });
    expect(ask('entrypoint-routes-to-leader', view).outcome).toBe('could-not-run');
  });
});

describe('row-through-entrypoint', () => {
  const before = withEntrypoint('pg-slave', [rows]);
  const after = withEntrypoint('pg-slave', [more]);

  test("passes when HAProxy's session wrote as the row appeared", () => {
    const facts = factsFrom(before, before, withClients(after, client(gateAddress, 'INSERT INTO test_table …')));
    expect(ask('row-through-entrypoint', after, facts)).toMatchObject({
      outcome: 'passed',
      observed: expect.stringContaining('test_table'),
    });
  });

  test('passes when the session read its row back before anybody looked', () => {
    const facts = factsFrom(before, before, withClients(after, client(gateAddress, 'SELECT * FROM test_table;')));
    expect(ask('row-through-entrypoint', after, facts).outcome).toBe('passed');
  });

  test("passes by HAProxy's own count for a session that was over at once", () => {
    const counted = withEntrypoint('pg-slave', [more], {
      entrypoint: { ownSessions: 1, servers: [{ ...server('pg-slave', 'UP'), totalSessions: 2 }] },
    });
    expect(ask('row-through-entrypoint', counted, factsFrom(before, before, counted)).outcome).toBe('passed');
  });

  test('does not take our own connections for the student', () => {
    const ours = withEntrypoint('pg-slave', [more], {
      entrypoint: { ownSessions: 1, servers: [{ ...server('pg-slave', 'UP'), totalSessions: 1 }] },
    });
    expect(ask('row-through-entrypoint', ours, factsFrom(before, before, ours)).outcome).toBe('not-yet');
  });

  test('does not take the sessions of a probe for the student, though HAProxy counts one that we have not yet', () => {
    const probing = withEntrypoint('pg-slave', [more], {
      entrypoint: { ownSessions: 20, servers: [{ ...server('pg-slave', 'UP'), totalSessions: 21 }] },
    });
    expect(ask('row-through-entrypoint', probing, factsFrom(before, before, probing)).outcome).toBe('not-yet');
  });

  test('does not pass for a row that came by the port of the node, and says so', () => {
    const direct = withClients(
      after,
      client('172.20.0.1', 'INSERT INTO test_table …'),
      client(gateAddress, 'SELECT 1'),
    );
    const result = ask('row-through-entrypoint', after, factsFrom(before, before, direct));
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('в обход HAProxy');
  });

  test('does not pass for a session through HAProxy that stood still', () => {
    const still = { ...client(gateAddress, 'INSERT …'), changedAt: new Date(noon - 5_000).toISOString() };
    expect(ask('row-through-entrypoint', after, factsFrom(before, before, withClients(after, still))).outcome).toBe(
      'not-yet',
    );
  });
});

describe('data-survived-restart', () => {
  const anew = (view: ClusterView): ClusterView => ({
    ...view,
    docker: {
      ...view.docker,
      containers: view.docker.containers.map((found) => ({ ...found, id: found.id.replace('-1', '-2') })),
    },
  });

  test('passes when new containers have the old tables', () => {
    const facts = factsFrom(healthy('pg-slave', [rows]), untouched(), anew(withEntrypoint('pg-master', [rows])));
    expect(ask('data-survived-restart', withEntrypoint('pg-master', [rows]), facts)).toMatchObject({
      outcome: 'passed',
      observed: 'после пересоздания контейнеров на месте: test_table',
    });
  });

  test('does not pass for the same containers', () => {
    const facts = factsFrom(healthy('pg-slave', [rows]), healthy('pg-slave', [rows]));
    expect(ask('data-survived-restart', healthy('pg-slave', [rows]), facts).observed).toBe('контейнеры ещё прежние');
  });

  test('names a node without a volume after its data is lost', () => {
    const lost = anew(withEntrypoint('pg-master'));
    const bare = {
      ...lost,
      docker: { ...lost.docker, containers: lost.docker.containers.map((found) => ({ ...found, mounts: [] })) },
    };
    const result = ask('data-survived-restart', bare, factsFrom(healthy('pg-slave', [rows]), untouched(), bare));
    expect(result.observed).toContain('пропали таблицы: test_table');
    expect(result.message).toContain('не на именованном томе');
  });

  test('names an anonymous volume before it costs anything', () => {
    const view = healthy('pg-slave', [rows]);
    const containers = view.docker.containers.map((found) => ({
      ...found,
      mounts: [{ type: 'volume', source: 'a'.repeat(64), destination: '/var/lib/postgresql/data' }],
    }));
    expect(ask('data-survived-restart', { ...view, docker: { ...view.docker, containers } }).message).toContain(
      'не на именованном томе',
    );
  });

  test('does not mourn a table that the student dropped before', () => {
    const other = table('other', 'x');
    const facts = factsFrom(
      healthy('pg-slave', [rows, other]),
      healthy('pg-slave', [rows]),
      untouched(),
      anew(withEntrypoint('pg-master', [rows])),
    );
    expect(facts.filter(({ fact: name }) => name === 'lost')).toEqual([]);
    expect(ask('data-survived-restart', healthy('pg-slave'), facts).outcome).toBe('passed');
  });
});

test('an engine that is down leaves standing what has happened', () => {
  const view = untouched({ docker: { problem: 'Docker Engine не отвечает' } });
  expect(
    ask('row-through-entrypoint', view, [
      fact('table', { table: 't', rows: '1', through: 'entrypoint', node: 'pg-slave' }),
    ]).outcome,
  ).toBe('passed');
  expect(
    ask('failover-happened', view, [fact('failover', { from: 'pg-slave', to: 'pg-master', timeline: '2' })]).outcome,
  ).toBe('passed');
});
