import { expect, test } from 'vitest';
import { mistakeBehind, sayMistake } from '#checks/explained-checks.ts';
import { edited, mistakesIn } from '../configuration/originals.ts';

test.each([
  [
    'old-leader-back',
    'patroni',
    'postgres0.yml',
    'directories: /var/run/postgresql',
    "directories: '.'",
    'unix_socket_directories',
  ],
  ['entrypoint-routes-to-leader', 'haproxy', 'haproxy.cfg', 'OPTIONS /primary', 'GET /patroni', 'GET /patroni'],
  ['entrypoint-up', 'haproxy', 'haproxy.cfg', /\n$/, '', 'переводом строки'],
  [
    'data-survived-restart',
    'compose',
    'docker-compose.yml',
    'pg-slave-data:/var/lib/postgresql/data',
    'pg-slave-data:/x',
    'pg-slave',
  ],
  ['replica-synchronous', 'patroni', 'postgres0.yml', 'synchronous_mode', 'sinchronous_mode', 'synchronous_mode'],
  ['replica-streaming', 'patroni', 'postgres0.yml', /\n.*replication replicator all.*/, '', 'pg_hba'],
] as const)('%s names the mistake that may be why', (check, kind, path, from, to, word) => {
  const mistake = mistakeBehind(check, mistakesIn(kind, edited(path, from, to)));
  expect(mistake === null ? '' : sayMistake(mistake)).toContain(word);
});

test('a check names no mistake that has nothing to do with it', () => {
  const mistakes = mistakesIn('haproxy', edited('haproxy.cfg', 'OPTIONS /primary', 'GET /patroni'));
  expect(mistakeBehind('replica-streaming', mistakes)).toBeNull();
});
