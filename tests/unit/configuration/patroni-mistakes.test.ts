import { describe, expect, test } from 'vitest';
import { findMistakes } from '../../../server/configuration/mistakes/find-mistakes.ts';
import { edited, idsIn, mistakesIn, original } from './originals.ts';

const file = 'postgres0.yml';

test("finds nothing in the lab's own files", () => {
  const files = ['postgres0.yml', 'postgres1.yml'].map((path) => ({
    path,
    kind: 'patroni' as const,
    text: original(path),
  }));
  expect(findMistakes(files)).toEqual([]);
});

test('names postgresql: beside dcs: instead of under it, and its line', () => {
  const text = `scope: a\nname: b\nrestapi: {listen: '0.0.0.0:8008', connect_address: 'b:8008'}
bootstrap:
  dcs:
    ttl: 30
  postgresql:
    use_pg_rewind: true
    parameters: {wal_level: replica}
postgresql: {listen: '0.0.0.0:5432', connect_address: 'b:5432', data_dir: /d}
`;
  expect(mistakesIn('patroni', text)).toMatchObject([{ id: 'postgresql-beside-dcs', severity: 'mistake', line: 7 }]);
});

test.each([
  [
    'parameters: under authentication:',
    '  parameters:\n    unix',
    '    parameters:\n      unix',
    'parameters-under-authentication',
  ],
  ['recovery_conf: at the top', /$/, 'recovery_conf:\n  restore_command: cp\n', 'recovery-conf-misplaced'],
  ['bootstrap.users', '  initdb:', '  users:\n    admin:\n      password: admin\n  initdb:', 'bootstrap-users'],
  [
    'a socket in the data directory',
    'directories: /var/run/postgresql',
    "directories: '.'",
    'socket-in-data-directory',
  ],
  ['use_pg_rewind under bootstrap:', '  initdb:', '  use_pg_rewind: true\n  initdb:', 'misplaced-key'],
  ['ttl at the top', /$/, 'ttl: 30\n', 'misplaced-key'],
  ['synchronous_mode under postgresql:', '  pgpass:', '  synchronous_mode: true\n  pgpass:', 'misplaced-key'],
  ['data_dir at the top', /$/, 'data_dir: /data\n', 'misplaced-key'],
  ['use_slots in the local section', '  pgpass:', '  use_slots: true\n  pgpass:', 'use-slots-local'],
  ['master_start_timeout', 'loop_wait: 10 ', 'master_start_timeout: 60\n    loop_wait: 10 ', 'renamed-key'],
  ['wal_keep_segments', 'wal_keep_size: 128MB', 'wal_keep_segments: 8', 'renamed-key'],
  ['a misspelt key', 'synchronous_mode', 'sinchronous_mode', 'misspelt-key'],
  ['a key with a hyphen', 'loop_wait', 'loop-wait', 'misspelt-key'],
  ['a misspelt key of PostgreSQL’s section', 'data_dir:', 'datadir:', 'misspelt-key'],
  [
    'max_connections set locally',
    '    unix_socket',
    '    max_connections: 200\n    unix_socket',
    'controlled-parameter',
  ],
  ['wal_level set locally', '    unix_socket', '    wal_level: logical\n    unix_socket', 'controlled-parameter'],
  ['port among the parameters', '    unix_socket', '    port: 5433\n    unix_socket', 'own-parameter'],
  ['max_wal_senders too small', 'max_wal_senders: 10', 'max_wal_senders: 2', 'refused-value'],
  ['wal_level minimal', 'wal_level: replica', 'wal_level: minimal', 'refused-value'],
  ['ttl below the least', 'ttl: 30', 'ttl: 10', 'timing-too-small'],
  ['timings that break the rule', 'loop_wait: 10', 'loop_wait: 15', 'timings-rule'],
  [
    'connect_address of localhost',
    'connect_address: pg-master:5432',
    'connect_address: localhost:5432',
    'address-of-itself',
  ],
  ['REST API on loopback', '0.0.0.0:8008', '127.0.0.1:8008', 'listens-to-itself'],
  ['ZooKeeper at localhost', '- zoo:2181', '- localhost:2181', 'zookeeper-at-localhost'],
  ['no replication in pg_hba', /\n.*replication replicator all.*/, '', 'hba-without-replication'],
  ['no scope', /^scope:.*\n/, '', 'missing-key'],
  ['a tab', '  listen: 0.0.0.0:8008', '\tlisten: 0.0.0.0:8008', 'yaml-broken'],
  ['a key that stands twice', 'restapi:', 'restapi:\n  listen: a\nrestapi:', 'yaml-broken'],
])('names %s', (_name, from, to, id) => {
  const found = mistakesIn('patroni', edited(file, from, to));
  expect(found).toContainEqual(expect.objectContaining({ id, severity: 'mistake' }));
});

test('says where a misplaced key belongs and what a misspelt one looks like', () => {
  expect(mistakesIn('patroni', edited(file, /$/, 'ttl: 30\n'))[0]?.remedy).toContain('bootstrap.dcs.ttl');
  expect(mistakesIn('patroni', edited(file, 'synchronous_mode', 'sinchronous_mode'))[0]?.what).toContain(
    'похоже на synchronous_mode',
  );
});

describe('takes correct variants for what they are', () => {
  test.each([
    ['use_pg_rewind in the local section', '  pgpass:', '  use_pg_rewind: true\n  pgpass:'],
    ['an own bootstrap method', '  initdb:', '  method: clone\n  clone:\n    command: /clone.sh\n  initdb:'],
    ['callbacks and tags', /$/, 'tags:\n  nofailover: false\n'],
    ['any parameter of PostgreSQL', '    unix_socket', '    shared_buffers: 256MB\n    unix_socket'],
    ['another ZooKeeper form', /hosts:\n\s+- zoo:2181/, 'hosts: zoo:2181'],
    [
      'shorter timings that keep the rule',
      /ttl: 30 .*\n.*loop_wait: 10 .*\n.*retry_timeout: 10 /,
      'ttl: 20\n    loop_wait: 4\n    retry_timeout: 5 ',
    ],
  ])('%s', (_name, from, to) => {
    expect(idsIn('patroni', edited(file, from, to))).toEqual([]);
  });
});

test('compares what two nodes must agree on', () => {
  const text = original('postgres1.yml');
  const both = (second: string) =>
    findMistakes([
      { path: 'a.yml', kind: 'patroni', text: original(file) },
      { path: 'b.yml', kind: 'patroni', text: second },
    ]).map(({ id, file: path }) => `${path} ${id}`);
  expect(both(text.replace('scope: ha-lab', 'scope: other'))).toEqual(['b.yml other-scope']);
  expect(both(text.replace('name: pg-slave', 'name: pg-master'))).toEqual(['b.yml same-name']);
});
