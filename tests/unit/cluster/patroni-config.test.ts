import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parsePatroniConfig } from '../../../server/cluster/patroni-config.ts';

test("reads the lab's own file", async () => {
  const text = await readFile(new URL('../../../lab-files/postgres1.yml', import.meta.url), 'utf8');
  expect(parsePatroniConfig(text, {})).toEqual({
    member: 'pg-slave',
    scopePath: '/service/ha-lab',
    restAddress: '127.0.0.1:8008',
    postgresPort: 5432,
    user: 'postgres',
    password: 'postgres',
  });
});

test("takes a student's own scope, namespace, ports and password", () => {
  const text = `
scope: students
namespace: /db/
restapi: { listen: '0.0.0.0:8010' }
postgresql:
  listen: '*:5555'
  authentication: { superuser: { username: admin, password: 123 } }`;
  expect(parsePatroniConfig(text, {})).toMatchObject({
    scopePath: '/db/students',
    restAddress: '127.0.0.1:8010',
    postgresPort: 5555,
    user: 'admin',
    password: '123',
  });
});

test('lets environment variables win, and stands a file that is no YAML', () => {
  const environment = { PATRONI_SUPERUSER_PASSWORD: 'other', PATRONI_SCOPE: 'env' };
  expect(parsePatroniConfig('scope: file', environment)).toMatchObject({
    password: 'other',
    scopePath: '/service/env',
  });
  expect(parsePatroniConfig('a: [', {})).toMatchObject({ user: 'postgres', scopePath: null });
});
