import { describe, expect, test } from 'vitest';
import type { ImageView } from '#protocol/cluster.ts';
import { ask, healthy, untouched } from './evidence.ts';
import { container, node, service } from './view-parts.ts';

const built: ImageView = {
  reference: 'localhost/postgres:patroni',
  services: ['pg-master', 'pg-slave'],
  id: 'sha256:1',
  createdAt: '2026-01-01T11:00:00Z',
  recipe: 'same',
  difference: null,
  newer: false,
  files: [{ path: 'postgres0.yml', inImage: '/postgres0.yml', state: 'same' }],
  problem: null,
};

const withImage = (change: Partial<ImageView>) => untouched({ images: [{ ...built, ...change }] });

describe('image-built', () => {
  test('passes for an image made by the present Dockerfile, however old it is', () => {
    expect(ask('image-built', withImage({})).outcome).toBe('passed');
  });

  test('names the instruction that the image was not made by', () => {
    const result = ask('image-built', withImage({ recipe: 'different', difference: 'RUN apt-get install mc' }));
    expect(result).toMatchObject({ outcome: 'not-yet', observed: expect.stringContaining('RUN apt-get install mc') });
  });

  test('names a file that was changed after the build', () => {
    const files = [{ path: 'postgres0.yml', inImage: '/postgres0.yml', state: 'different' }] as const;
    const result = ask('image-built', withImage({ files }));
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('COPY кладёт файл в образ во время сборки');
  });

  test('trusts the time only where the Dockerfile cannot be compared', () => {
    expect(ask('image-built', withImage({ recipe: 'unknown', newer: true })).outcome).toBe('passed');
    expect(ask('image-built', withImage({ recipe: 'unknown', newer: false })).outcome).toBe('not-yet');
  });

  test('names a build context outside the folder', () => {
    const build = { context: '/home/author/lab', dockerfile: '/home/author/lab/Dockerfile', inside: false };
    const view = untouched({ images: [built], compose: { services: [service('pg-master', 'node', { build })] } });
    expect(ask('image-built', view).message).toContain('/home/author/lab');
  });

  test('could not run when the engine did not give the image in time', () => {
    const problem = 'Docker Engine, образ: нет ответа за 3000 мс';
    expect(ask('image-built', withImage({ problem })).outcome).toBe('could-not-run');
  });
});

describe('containers-up', () => {
  test('passes when both nodes and ZooKeeper run, by whatever names', () => {
    const names = {
      docker: { containers: [container('a', 'node'), container('b', 'node'), container('keeper', 'zookeeper')] },
    };
    const services = [service('a', 'node'), service('b', 'node'), service('keeper', 'zookeeper')];
    expect(ask('containers-up', untouched({ ...names, compose: { services } })).outcome).toBe('passed');
  });

  test('names a container that has ended, with its exit code', () => {
    const containers = [
      container('pg-master', 'node'),
      container('pg-slave', 'node', { state: 'exited', exitCode: 1 }),
      container('zoo', 'zookeeper'),
    ];
    expect(ask('containers-up', untouched({ docker: { containers } })).observed).toBe(
      'контейнер pg-slave завершился с кодом 1',
    );
  });

  test('names one volume under two nodes', () => {
    const mounts = [{ type: 'volume', source: 'lab_data', destination: '/var/lib/postgresql/data' }];
    const containers = [
      container('pg-master', 'node', { mounts }),
      container('pg-slave', 'node', { mounts }),
      container('zoo', 'zookeeper'),
    ];
    expect(ask('containers-up', untouched({ docker: { containers } })).observed).toContain('на одном томе lab_data');
  });

  test('could not run when the client of Docker did not answer', () => {
    const compose = { problem: 'docker compose не ответил: spawn docker ENOENT', services: [] };
    for (const id of ['containers-up', 'image-built', 'entrypoint-up']) {
      expect(ask(id, untouched({ compose })).outcome).toBe('could-not-run');
    }
  });

  test("quotes Compose's own words about a file that it refuses", () => {
    const compose = { problem: 'docker compose config: yaml: line 3: did not find expected key', services: [] };
    expect(ask('containers-up', untouched({ compose })).message).toContain('line 3');
  });
});

describe('one-leader', () => {
  test.each(['pg-master', 'pg-slave'] as const)('passes whichever node leads: %s', (leader) => {
    expect(ask('one-leader', healthy(leader))).toMatchObject({
      outcome: 'passed',
      observed: expect.stringContaining(leader),
    });
  });

  test('passes when the member has another name than its container', () => {
    const view = healthy('pg-master');
    const nodes = view.nodes.map((found) => ({
      ...found,
      patroni: { ...found.patroni, member: `postgresql-${found.name}` },
    }));
    expect(
      ask('one-leader', healthy('pg-master', [], { nodes, patroni: { leader: 'postgresql-pg-master' } })).outcome,
    ).toBe('passed');
  });

  test('does not pass while two nodes take writes', () => {
    const nodes = [node('pg-master', true), node('pg-slave', true)];
    expect(ask('one-leader', healthy('pg-master', [], { nodes })).observed).toContain('сразу оба узла');
  });

  test('does not pass while the named node is still a replica', () => {
    const nodes = [node('pg-master', false), node('pg-slave', false)];
    expect(ask('one-leader', healthy('pg-master', [], { nodes })).outcome).toBe('not-yet');
  });

  test('names two different scopes', () => {
    const nodes = [node('pg-master', true), node('pg-slave', true, { patroni: { scope: 'other' } })];
    expect(ask('one-leader', healthy('pg-master', [], { nodes })).message).toContain('разные scope: ha-lab и other');
  });

  test('names two nodes with one name', () => {
    const nodes = [node('pg-master', true), node('pg-slave', false, { patroni: { member: 'pg-master' } })];
    expect(ask('one-leader', healthy('pg-master', [], { nodes })).message).toContain(
      'Оба узла называют себя pg-master',
    );
  });

  test('could not run when Patroni did not answer in time', () => {
    const patroni = { problem: 'Patroni, /cluster: нет ответа за 1500 мс', leader: null };
    expect(ask('one-leader', healthy('pg-master', [], { patroni })).outcome).toBe('could-not-run');
  });
});

describe('zookeeper-ready and lock-in-zookeeper', () => {
  test('pass in a healthy cluster', () => {
    expect(ask('zookeeper-ready', healthy('pg-slave')).outcome).toBe('passed');
    expect(ask('lock-in-zookeeper', healthy('pg-slave'))).toMatchObject({
      outcome: 'passed',
      observed: expect.stringContaining('pg-slave'),
    });
  });

  test('do not pass while ZooKeeper refuses connections', () => {
    const view = healthy('pg-slave', [], { zookeeper: { problem: 'ZooKeeper не отвечает: connect ECONNREFUSED' } });
    expect(ask('zookeeper-ready', view).outcome).toBe('not-yet');
    expect(ask('lock-in-zookeeper', view).outcome).toBe('not-yet');
  });

  test('could not run while ZooKeeper is silent, or its port is not published', () => {
    for (const problem of ['ZooKeeper: нет ответа за 1000 мс', 'порт ZooKeeper не опубликован']) {
      expect(ask('zookeeper-ready', healthy('pg-slave', [], { zookeeper: { problem } })).outcome).toBe('could-not-run');
    }
  });

  test('do not pass while nobody holds the key, or another one than Patroni names', () => {
    expect(ask('lock-in-zookeeper', healthy('pg-slave', [], { zookeeper: { leader: null } })).outcome).toBe('not-yet');
    expect(ask('lock-in-zookeeper', healthy('pg-slave', [], { zookeeper: { leader: 'pg-master' } })).outcome).toBe(
      'not-yet',
    );
  });
});
