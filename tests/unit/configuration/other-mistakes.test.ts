import { expect, test } from 'vitest';
import { edited, idsIn, mistakesIn, original } from './originals.ts';

test.each([
  ['haproxy', 'haproxy.cfg'],
  ['compose', 'docker-compose.yml'],
  ['compose', 'stages/part-3/docker-compose.yml'],
  ['dockerfile', 'Dockerfile'],
] as const)("finds nothing in the lab's own %s (%s)", (kind, path) => {
  expect(mistakesIn(kind, original(path))).toEqual([]);
});

test.each([
  ['a check that both nodes answer', 'OPTIONS /primary', 'GET /patroni', 'check-answered-by-both'],
  ['a check of health', 'OPTIONS /primary', 'GET /health', 'check-answered-by-both'],
  ['a check that the replica answers', 'OPTIONS /primary', 'OPTIONS /replica', 'check-asks-replica'],
  ['no http check', /.*option httpchk.*\n/, '', 'no-http-check'],
  ['no check', 'default-server check port', 'default-server port', 'no-check'],
  ['no port of the check', 'check port 8008', 'check', 'no-check-port'],
  ['the mode http', 'mode tcp ', 'mode http ', 'mode-http'],
  ['a last line without a line feed', /\n$/, '', 'no-line-feed'],
  ['a published port inside the network', 'pg-slave:5432', 'pg-slave:5434', 'published-port-inside'],
  ['localhost in the container', 'pg-master:5432', '127.0.0.1:5432', 'server-at-localhost'],
  ['one server only', /\n.*server pg-slave.*/, '', 'one-server'],
  ['a node that is away at the start', ' init-addr last,libc,none', '', 'no-init-addr'],
])('haproxy.cfg: names %s', (_name, from, to, id) => {
  expect(idsIn('haproxy', edited('haproxy.cfg', from, to))).toContain(id);
});

test('haproxy.cfg: takes frontend and backend, http-check send and checks on the server lines', () => {
  const text = `defaults
    mode tcp
frontend pg
    bind *:5432
    default_backend nodes
backend nodes
    option httpchk
    http-check send meth GET uri /leader
    server a pg-master:5432 check port 8008 init-addr none resolvers docker
    server b pg-slave:5432 check port 8008 init-addr none resolvers docker
`;
  expect(idsIn('haproxy', text)).toEqual([]);
  expect(mistakesIn('haproxy', text.replace('uri /leader', 'uri /patroni'))).toMatchObject([
    { id: 'check-answered-by-both', line: 7, what: expect.stringContaining('GET /patroni') },
  ]);
});

test.each([
  ['a node without a volume', /\n {4}volumes:\n {6}- pg-slave-data.*/, '', 'node-without-volume'],
  ['a volume elsewhere', 'pg-slave-data:/var/lib/postgresql/data', 'pg-slave-data:/elsewhere', 'node-without-volume'],
  ['ZooKeeper without a volume', /\n {4}volumes:\n {6}- zoo-data:.*\n.*zoo-datalog:.*/, '', 'zookeeper-without-volume'],
  ['one volume for two nodes', 'pg-slave-data:/var', 'pg-master-data:/var', 'shared-volume'],
  ['a port on all addresses', '"127.0.0.1:2181:2181"', '"2181:2181"', 'port-on-all-addresses'],
  [
    'the REST API published',
    '- "127.0.0.1:5433:5432"',
    '- "127.0.0.1:5433:5432"\n      - "127.0.0.1:8008:8008"',
    'rest-api-published',
  ],
  ['a context outside the folder', 'build: .', 'build: /home/student/lab', 'build-outside'],
  ['a context above the folder', 'build: .', 'build:\n      context: ../lab', 'build-outside'],
  ['no depends_on, as advice', /\n {4}depends_on:\n.*\n.*/, '', 'no-depends-on'],
  ['version:', /^/, "version: '3'\n", 'compose-version'],
])('docker-compose.yml: names %s', (_name, from, to, id) => {
  expect(idsIn('compose', edited('docker-compose.yml', from, to))).toContain(id);
});

test.each([
  ['an unpinned Patroni', '==4.1.5', '', 'unpinned-pip'],
  ['a missing ZooKeeper client', /patroni\[zookeeper\]==4\.1\.5 kazoo==\S+/, 'patroni==4.1.5', 'no-zookeeper-client'],
  ['a missing psycopg', / psycopg2-binary==\S+/, '', 'no-postgres-client'],
  ['the end without USER postgres', /^USER postgres$/m, '', 'runs-as-root'],
  ['a base without a version', 'FROM postgres:15', 'FROM postgres', 'unpinned-base'],
])('Dockerfile: names %s', (_name, from, to, id) => {
  const text = edited('Dockerfile', from, to);
  expect(idsIn('dockerfile', text)).toContain(id);
});
