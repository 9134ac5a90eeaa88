import { describe, expect, test } from 'vitest';
import type { ClusterView } from '#protocol/cluster.ts';
import { ask, fact, factsFrom, stopped, untouched, withEntrypoint } from './evidence.ts';
import { noon, table } from './view-parts.ts';

const rows = table('test_table', 'data for replic');
const made = table('after_failover', 'written after failover');

/** pg-slave led and was stopped; pg-master took its place on timeline 2. */
function takenOver(tables = [rows]): ClusterView {
  return onTimeline(2, stopped(withEntrypoint('pg-master', tables), 'pg-slave'));
}

function onTimeline(timeline: number, view: ClusterView): ClusterView {
  const nodes = view.nodes.map((found) =>
    found.postgres.timeline === null ? found : { ...found, postgres: { ...found.postgres, timeline } },
  );
  return { ...view, nodes };
}

const before = withEntrypoint('pg-slave', [rows]);
const halted = stopped(before, 'pg-slave');
const names = (facts: readonly { fact: string }[]) => facts.map(({ fact: name }) => name);

describe('leader-stopped and failover-happened', () => {
  test('pass when the leader was stopped and the other node was named', () => {
    const facts = factsFrom(before, halted, halted, takenOver());
    expect(ask('leader-stopped', takenOver(), facts).observed).toBe('остановлен лидер pg-slave');
    expect(ask('failover-happened', takenOver(), facts).observed).toBe(
      'лидером вместо pg-slave стал pg-master, линия времени 2',
    );
  });

  test('pass when nobody looked between the stop and the promotion', () => {
    const facts = factsFrom(before, takenOver());
    expect(names(facts)).toEqual(['generation', 'leader-named', 'table', 'leader-stopped', 'failover', 'leader-named']);
  });

  test('write one stop down once, also while the other node leads', () => {
    const facts = factsFrom(before, halted, halted, takenOver(), takenOver(), takenOver());
    expect(names(facts).filter((name) => name.endsWith('-stopped'))).toEqual(['leader-stopped']);
  });

  test("pass by Patroni's history when the old leader was back before anybody looked", () => {
    const back = onTimeline(2, withEntrypoint('pg-master', [rows]));
    const seconds = (count: number) => new Date(noon + count * 1_000).toISOString();
    const containers = back.docker.containers.map((found) =>
      found.name === 'pg-slave' ? { ...found, finishedAt: seconds(10), startedAt: seconds(40) } : found,
    );
    const history = [{ timeline: 1, leader: 'pg-master', at: seconds(12) }];
    const view = { ...back, docker: { ...back.docker, containers }, patroni: { ...back.patroni, history } };
    expect(names(factsFrom(before, view))).toContain('failover');
  });

  test('pass when the other node was named a moment before the stopped container had ended', () => {
    const ending = { ...takenOver(), docker: before.docker };
    expect(names(factsFrom(before, ending))).not.toContain('failover');
    const facts = factsFrom(before, ending, ending, takenOver());
    expect(names(facts)).not.toContain('replica-stopped');
    expect(ask('leader-stopped', takenOver(), facts).outcome).toBe('passed');
    expect(ask('failover-happened', takenOver(), facts).outcome).toBe('passed');
  });

  test('do not pass for a switchover, where nobody was stopped', () => {
    const facts = factsFrom(before, onTimeline(2, withEntrypoint('pg-master', [rows])));
    expect(names(facts)).not.toContain('failover');
    expect(ask('failover-happened', before, facts).outcome).toBe('not-yet');
  });

  test('do not pass when the replica was stopped, and name it', () => {
    const wrong = stopped(before, 'pg-master');
    const facts = factsFrom(before, wrong, wrong);
    const result = ask('leader-stopped', wrong, facts);
    expect(result.outcome).toBe('not-yet');
    expect(result.observed).toBe('остановлена реплика pg-master, а лидером был и остался pg-slave');
    expect(ask('failover-happened', wrong, facts).observed).toContain('остановлена была реплика pg-master');
  });

  test('do not take a node that was never started for a stopped one', () => {
    const alone: ClusterView = {
      ...halted,
      docker: { ...before.docker, containers: before.docker.containers.filter(({ name }) => name !== 'pg-master') },
      nodes: before.nodes,
    };
    expect(names(factsFrom(before, alone, alone))).not.toContain('replica-stopped');
  });

  test('do not take `docker compose down` for a stop of the leader', () => {
    const down = stopped(stopped(before, 'pg-slave'), 'pg-master');
    expect(names(factsFrom(before, halted, down, down, untouched()))).not.toContain('leader-stopped');
  });

  test('do not take another winner after `down` and `up` for a failover', () => {
    const anew = onTimeline(2, withEntrypoint('pg-master', [rows]));
    const containers = anew.docker.containers.map((found) => ({ ...found, id: found.id.replace('-1', '-2') }));
    expect(names(factsFrom(before, untouched(), { ...anew, docker: { ...anew.docker, containers } }))).not.toContain(
      'failover',
    );
  });

  test('do not pass by a grown timeline alone, and name the old leader that was started too soon', () => {
    const facts = factsFrom(before, halted, halted, onTimeline(2, before));
    const result = ask('failover-happened', onTimeline(2, before), facts);
    expect(result.outcome).toBe('not-yet');
    expect(result.observed).toBe('pg-slave запущен слишком рано и остался лидером: смены не было');
  });

  test('name a replica that was not synchronous and may not take the place', () => {
    const alone = { ...halted, zookeeper: { ...halted.zookeeper, syncStandby: null } };
    const result = ask('failover-happened', alone, factsFrom(before, alone, alone));
    expect(result.message).toContain('pg-master не был синхронной репликой');
    expect(result.message).toContain('docker start pg-slave');
  });

  test('say how long it has been while the key has not expired', () => {
    const facts = factsFrom(before, halted, halted);
    expect(ask('failover-happened', { ...halted, at: noon + 9_000 }, facts).observed).toContain('прошло 7 с');
  });
});

describe('table-after-failover', () => {
  const through = (view: ClusterView): ClusterView => ({
    ...view,
    entrypoint: {
      ...view.entrypoint,
      servers: view.entrypoint.servers.map((found) => ({ ...found, totalSessions: 1 })),
      ownSessions: 0,
    },
  });

  test('passes for a new table that came through HAProxy', () => {
    const facts = factsFrom(before, takenOver(), takenOver(), through(takenOver([rows, made])));
    expect(ask('table-after-failover', takenOver(), facts).observed).toContain('создана таблица after_failover');
  });

  test('does not pass for a table that was there before, nor for one made directly', () => {
    const old = factsFrom(before, takenOver(), takenOver(), through(takenOver([table('test_table', 'data', 'more')])));
    expect(ask('table-after-failover', takenOver(), old).outcome).toBe('not-yet');
    const direct = factsFrom(before, takenOver(), takenOver(), takenOver([rows, made]));
    expect(ask('table-after-failover', takenOver(), direct).observed).toBe(
      'таблица after_failover создана, но не через HAProxy',
    );
  });

  test('does not pass without a failover', () => {
    expect(
      ask('table-after-failover', before, factsFrom(before, through(withEntrypoint('pg-slave', [rows, made])))).outcome,
    ).toBe('not-yet');
  });
});

describe('old-leader-back, old-leader-caught-up, roles-swapped', () => {
  const facts = factsFrom(before, takenOver(), takenOver([rows, made]));
  const back = onTimeline(2, withEntrypoint('pg-master', [rows, made]));
  const all = ['old-leader-back', 'old-leader-caught-up', 'roles-swapped'] as const;

  test.each(all)('%s passes when the old leader streams and reads the same', (id) => {
    expect(ask(id, back, facts).outcome).toBe('passed');
  });

  test.each(all)('%s does not pass while the old leader is away', (id) => {
    expect(ask(id, takenOver([rows, made]), facts).observed).toBe('прежний лидер pg-slave не работает');
  });

  test.each(all)('%s does not pass when the old leader leads again', (id) => {
    expect(ask(id, onTimeline(3, withEntrypoint('pg-slave', [rows, made])), facts).observed).toBe(
      'лидер снова pg-slave, а не pg-master',
    );
  });

  const stuck = (change: { usePgRewind?: boolean; socket?: string }): ClusterView => ({
    ...back,
    patroni: { ...back.patroni, config: { ...back.patroni.config, usePgRewind: change.usePgRewind ?? true } },
    nodes: back.nodes.map((found) => {
      if (found.name === 'pg-master') return { ...found, postgres: { ...found.postgres, replication: [] } };
      const settings = { ...found.postgres.settings, unix_socket_directories: change.socket ?? '/var/run/postgresql' };
      return { ...found, postgres: { ...found.postgres, timeline: 1, settings, tables: [rows] } };
    }),
  });

  test('the role alone does not pass: the timeline is told', () => {
    const result = ask('old-leader-back', stuck({}), facts);
    expect(result.observed).toBe('pg-slave остался на линии времени 1, у лидера pg-master — 2');
    expect(ask('old-leader-caught-up', stuck({}), facts).observed).toBe('на pg-slave пока нет: after_failover');
  });

  test('a socket in the data directory is named', () => {
    expect(ask('old-leader-back', stuck({ socket: '.' }), facts).message).toContain('unix_socket_directories');
  });

  test('a misplaced use_pg_rewind is named', () => {
    expect(ask('old-leader-back', stuck({ usePgRewind: false }), facts).message).toContain('внутри него');
  });

  test('the return is written down once', () => {
    expect(names(factsFrom(before, takenOver(), back, back)).filter((name) => name === 'returned')).toHaveLength(1);
  });

  test('a table that was made with both nodes present proves nothing', () => {
    const late = factsFrom(before, takenOver(), onTimeline(2, withEntrypoint('pg-master', [rows])), back);
    expect(ask('old-leader-caught-up', back, late).observed).toBe(
      'пока pg-slave не работал, новых таблиц не появилось',
    );
  });

  test('nothing passes without a failover', () => {
    for (const id of all) expect(ask(id, back, [fact('leader-named', { node: 'pg-master' })]).outcome).toBe('not-yet');
  });
});
