import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openStack } from './stack.ts';

const run = promisify(execFile);
const folder = path.resolve(import.meta.dirname, '../../lab-files');

async function docker(...words: string[]): Promise<string> {
  const { stdout, stderr } = await run('docker', words, { timeout: 60_000 });
  return `${stdout}${stderr}`;
}

describe.each(['docker-compose.yml', 'stages/part-3/docker-compose.yml'])('%s', (file) => {
  const config = () => run('docker', ['compose', '-f', path.join(folder, file), 'config']);

  test('is accepted by Compose without a warning', async () => {
    expect((await config()).stderr).toBe('');
  });

  test('publishes every port on this machine only, and 8008 nowhere', async () => {
    const { stdout } = await config();
    const published = [...stdout.matchAll(/published: "(\d+)"/g)].map(([, port]) => port);
    const expected = ['2181', '5433', '5434', ...(file.startsWith('stages') ? ['5432', '7000'] : [])];
    expect(new Set(published)).toEqual(new Set(expected));
    expect([...stdout.matchAll(/host_ip: 127\.0\.0\.1/g)]).toHaveLength(expected.length);
  });
});

test('haproxy.cfg is accepted by HAProxy without a warning', async () => {
  const answer = await docker(
    'run',
    '--rm',
    '-v',
    `${folder}/haproxy.cfg:/h.cfg:ro`,
    'haproxy:3.0',
    'haproxy',
    '-c',
    '-f',
    '/h.cfg',
  );
  expect(answer).not.toMatch(/WARNING|ALERT/);
});

test('every file ends with a line feed and stands without carriage returns', async () => {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const text = await readFile(path.join(parentPath, name), 'utf8');
    expect(text.endsWith('\n') && !text.includes('\r'), name).toBe(true);
  }
});

test('the files of the two nodes differ in their names only', async () => {
  const [first = '', second = ''] = await Promise.all(
    ['postgres0.yml', 'postgres1.yml'].map((file) => readFile(path.join(folder, file), 'utf8')),
  );
  const squeezed = (text: string) => text.replaceAll(/ +/g, ' ');
  expect(squeezed(first.replaceAll('pg-master', 'pg-slave'))).toBe(squeezed(second));
});

test('HAProxy starts before anybody that it leads to, and finds them when they come', async () => {
  await using lab = await openStack();
  await lab.docker('build', '--quiet', '-t', lab.image, '.');
  await lab.addHaproxy();
  await lab.docker('compose', 'up', '-d', '--no-deps', 'postgres_entrypoint');
  expect((await lab.until('entrypoint-up', 'not-yet', 5)).observed).toContain('HAProxy работает');
  await lab.docker('compose', 'up', '-d');
  const { leader, replica } = await lab.untilHealthy();
  await lab.until('entrypoint-routes-to-leader', 'passed', 30);

  // Patroni as the first process heeds Docker's stop signal: nobody has to be killed.
  await lab.docker('stop', replica);
  expect(await lab.docker('inspect', '--format', '{{.State.ExitCode}}', replica)).toBe('0\n');
  expect(await lab.docker('exec', leader, 'psql', '-U', 'postgres', '-Atc', 'SHOW unix_socket_directories')).toBe(
    '/var/run/postgresql\n',
  );
  for (const [setting, value] of [
    ['wal_log_hints', 'on'],
    ['data_checksums', 'on'],
    ['synchronous_commit', 'on'],
  ] as const) {
    expect(await lab.sql(leader, 'localhost', `SHOW ${setting}`)).toBe(`${value}\n`);
  }
});
