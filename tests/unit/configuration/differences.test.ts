import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../server/cluster/dockerfile.ts';
import { compareTexts } from '../../../server/configuration/compare-texts.ts';
import type { ComposeProject, ProjectService } from '../../../server/configuration/compose-project.ts';
import { findFileUses } from '../../../server/configuration/file-uses.ts';
import { sameSetting } from '../../../server/configuration/same-setting.ts';
import { edited, original } from './originals.ts';

test('compares YAML by its keys: comments and indentation are no difference', () => {
  const text = original('postgres0.yml');
  expect(compareTexts('patroni', text, text.replace(/ +#.*$/gm, ''))).toMatchObject({
    same: true,
    note: expect.stringContaining('комментарии'),
  });
  expect(compareTexts('patroni', edited('postgres0.yml', 'ttl: 30', 'ttl: 40'), text).differences).toEqual([
    { where: 'bootstrap.dcs.ttl', workspace: '40', here: '30' },
  ]);
});

test('compares other texts, and YAML that is broken, by their lines', () => {
  expect(compareTexts('haproxy', 'a\nb\nc\n', 'a\nx\nc\nd\n').differences).toEqual([
    { where: 'строка 2', workspace: 'b', here: 'x' },
    { where: 'после строки 3', workspace: null, here: 'd' },
  ]);
  expect(compareTexts('patroni', 'a: [\n', 'a: 1\n').differences).toEqual([
    { where: 'строка 1', workspace: 'a: [', here: 'a: 1' },
  ]);
});

test('shows a last line that lost its line feed', () => {
  expect(compareTexts('haproxy', 'a\nb', 'a\nb\n').same).toBe(false);
  expect(compareTexts('haproxy', 'a\nb', 'a\nb\n').differences).not.toEqual([]);
});

test('does not compare two huge files line by line', () => {
  const huge = (word: string) => `${word}\n`.repeat(3_000);
  expect(compareTexts('haproxy', huge('a'), huge('b')).differences).toHaveLength(1);
});

test.each([
  [true, 'on'],
  ['yes', true],
  ['1GB', '1024MB'],
  [128, '128'],
  ['60s', '1min'],
  ['hot_standby', 'replica'],
])('takes %s and %s for the same setting', (left, right) => {
  expect(sameSetting(left, right)).toBe(true);
});

test.each([
  ['on', 'off'],
  ['128MB', '128kB'],
  [100, '120'],
])('keeps %s and %s apart', (left, right) => {
  expect(sameSetting(left, right)).toBe(false);
});

const service = (name: string, of: Partial<ProjectService>): ProjectService => ({
  name,
  containerName: null,
  role: 'other',
  image: null,
  build: null,
  ports: [],
  reference: 'i',
  command: [],
  binds: [],
  hash: null,
  raw: {},
  ...of,
});

test('finds who reads a file that a student has called otherwise', () => {
  const project: ComposeProject = {
    problem: null,
    files: ['compose.yaml'],
    services: [
      service('db1', { role: 'node', command: ['patroni', '/etc/one.yml'] }),
      service('db2', {
        role: 'node',
        command: ['patroni', '/conf/two.yml'],
        binds: [{ source: '/w/conf', target: '/conf' }],
      }),
      service('lb', { role: 'entrypoint', binds: [{ source: '/w/balancer.conf', target: '/haproxy.cfg' }] }),
    ],
  };
  const recipe = parseDockerfile('FROM postgres:15\nCOPY node-one.yml /etc/one.yml\n');
  const uses = findFileUses(
    new Map([
      ['compose.yaml', 'services: {}'],
      ['Containerfile', 'FROM postgres:15'],
      ['node-one.yml', 'scope: a\n'],
      ['conf/two.yml', 'scope: a\n'],
      ['balancer.conf', 'listen pg\n'],
      ['notes.txt', 'mine'],
    ]),
    project,
    [{ path: 'Containerfile', context: '/w', image: 'i', recipe }],
    '/w',
  );
  expect(
    uses.map(({ path, kind, readers }) => [
      path,
      kind,
      ...readers.map((one) => `${one.service} ${one.by} ${one.path}`),
    ]),
  ).toEqual([
    ['Containerfile', 'dockerfile'],
    ['compose.yaml', 'compose'],
    ['conf/two.yml', 'patroni', 'db2 mount /conf/two.yml'],
    ['node-one.yml', 'patroni', 'db1 copy /etc/one.yml'],
    ['balancer.conf', 'haproxy', 'lb mount /haproxy.cfg'],
  ]);
});
