import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConfigurationPlace, ConfigurationReport, ConfiguredFile } from '#protocol/configuration.ts';
import { waitFor } from '../wait-for.ts';
import { openStack, type Stack } from './stack.ts';

/** One lab from the first start to the end: each test goes on where the one before stopped. */
let lab: Stack;
let leader: string;

beforeAll(async () => {
  lab = await openStack();
  await lab.addHaproxy();
});
afterAll(() => lab[Symbol.asyncDispose]());

const fileIn = (report: ConfigurationReport, path: string): ConfiguredFile => {
  const file = report.files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`no ${path} in ${report.files.map((one) => one.path).join()}`);
  return file;
};

const states = (file: ConfiguredFile, kind: ConfigurationPlace['kind']) =>
  file.places.filter((place) => place.kind === kind).map(({ state }) => state);

const commands = (file: ConfiguredFile) => file.reasons.flatMap((reason) => reason.commands).join('\n');

/** A report that was made after this moment and says so. */
const reportOf = async (what: string, path: string, wanted: (file: ConfiguredFile) => boolean) => {
  let last: ConfiguredFile | null = null;
  try {
    return await waitFor(
      what,
      async () => {
        last = fileIn(await lab.configuration(), path);
        return wanted(last) && last;
      },
      { within: 30_000, every: 400 },
    );
  } catch (error) {
    throw new Error(`last: ${JSON.stringify(last)}`, { cause: error });
  }
};

test('says that nothing runs before the first start', async () => {
  const { files, problems } = await lab.configuration();
  expect(problems).toEqual([]);
  expect(files.map(({ path, state }) => [path, state])).toEqual([
    ['Dockerfile', 'idle'],
    ['docker-compose.yml', 'idle'],
    ['postgres0.yml', 'idle'],
    ['postgres1.yml', 'idle'],
    ['haproxy.cfg', 'idle'],
  ]);
});

test('finds the same everywhere once the cluster works', async () => {
  await lab.docker('compose', 'build', '--quiet');
  await lab.docker('compose', 'up', '-d');
  ({ leader } = await lab.untilHealthy());
  await reportOf('the same in the cluster', 'postgres0.yml', ({ state }) => state === 'same');
  const { files } = await lab.configuration();
  expect(files.map(({ path, state }) => [path, state])).toEqual(files.map(({ path }) => [path, 'same']));
  expect(files.flatMap(({ mistakes }) => mistakes)).toEqual([]);
});

test('parts a new text of a copied file from the old one in image, container and ZooKeeper', async () => {
  await lab.edit('postgres0.yml', (text) => text.replace('ttl: 30', 'ttl: 40'));
  const file = await reportOf('the edit', 'postgres0.yml', ({ state }) => state === 'differs');
  expect([states(file, 'image'), states(file, 'container')]).toEqual([['different'], ['different']]);
  const differing = file.places.filter(({ state }) => state === 'different');
  expect(differing).toHaveLength(3);
  for (const { differences } of differing) {
    expect(differences).toEqual([{ where: 'bootstrap.dcs.ttl', workspace: '40', here: '30' }]);
  }
  expect(commands(file)).toContain('docker compose up -d --build');
  expect(commands(file)).toMatch(/edit-config --force -s ttl=40/);
});

test('after a build and up the file is new everywhere, and the cluster keeps the old value', async () => {
  await lab.docker('compose', 'build', '--quiet');
  const built = await reportOf('the new image', 'postgres0.yml', (file) => states(file, 'image')[0] === 'same');
  expect(states(built, 'container')).toEqual(['different']);
  await lab.docker('compose', 'up', '-d');
  await lab.untilHealthy();
  const file = await reportOf('the new container', 'postgres0.yml', (one) => states(one, 'container')[0] === 'same');
  expect(file.places.find(({ owner }) => owner === 'ZooKeeper')).toMatchObject({ state: 'different' });
});

test('the command that it gives brings the value into force', async () => {
  const file = await reportOf('ZooKeeper', 'postgres0.yml', (one) => commands(one).includes('edit-config'));
  const command = file.reasons.flatMap((reason) => reason.commands).find((one) => one.includes('edit-config')) ?? '';
  await lab.docker(...command.split(' ').slice(1));
  const after = await reportOf('the new ttl in ZooKeeper', 'postgres0.yml', ({ state }) => state === 'same');
  expect(after.places.find(({ owner }) => owner === 'ZooKeeper')).toMatchObject({ state: 'same' });
});

test('tells a parameter that waits for a restart of PostgreSQL', async () => {
  ({ leader } = await lab.untilHealthy());
  const config = leader.includes('master') ? '/postgres0.yml' : '/postgres1.yml';
  await lab.docker('exec', leader, 'patronictl', '-c', config, 'edit-config', '--force', '-p', 'max_connections=120');
  const file = await reportOf('a pending restart', config.slice(1), ({ places }) =>
    places.some(({ differences }) => differences.some(({ here }) => here?.includes('ждёт перезапуска') === true)),
  );
  expect(commands(file)).toContain('restart ha-lab');
});

test('HAProxy keeps the old text until it is started again or told to reload', async () => {
  await lab.edit('haproxy.cfg', (text) => text.replace('retries 2', 'retries 3'));
  const file = await reportOf('the old text in memory', 'haproxy.cfg', ({ state }) => state === 'differs');
  expect(file.places.find(({ kind }) => kind === 'container')?.differences).toMatchObject([
    { workspace: expect.stringContaining('retries 3'), here: expect.stringContaining('retries 2') },
  ]);
  expect(commands(file)).toBe('docker compose restart postgres_entrypoint');
  await lab.docker('compose', 'up', '-d');
  expect(fileIn(await lab.configuration(), 'haproxy.cfg').state).toBe('differs');
  await lab.docker('compose', 'restart', 'postgres_entrypoint');
  await reportOf('the new text', 'haproxy.cfg', ({ state }) => state === 'same');
});

test('names the key of the compose file that a container was not made with', async () => {
  await lab.edit('docker-compose.yml', (text) => text.replace('stop_grace_period: 30s', 'stop_grace_period: 40s'));
  const file = await reportOf('the old container', 'docker-compose.yml', ({ state }) => state === 'differs');
  expect(file.places.flatMap(({ differences }) => differences)).toEqual([
    { where: 'stop_grace_period', workspace: '40', here: '30' },
  ]);
  await lab.docker('compose', 'restart', 'pg-master');
  expect(fileIn(await lab.configuration(), 'docker-compose.yml').state).toBe('differs');
  await lab.docker('compose', 'up', '-d');
  await reportOf('the new container', 'docker-compose.yml', ({ state }) => state === 'same');
});

test('claims nothing of a mounted Patroni file until Patroni says that it has read it', async () => {
  await lab.edit('docker-compose.yml', (text) =>
    text.replace('- pg-slave-data:', '- ./postgres1.yml:/postgres1.yml\n      - pg-slave-data:'),
  );
  await lab.docker('compose', 'up', '-d');
  await lab.untilHealthy();
  await reportOf('the mounted file as it was read', 'postgres1.yml', (file) => states(file, 'container')[0] === 'same');
  await lab.edit('postgres1.yml', (text) =>
    text.replace('  parameters:\n    unix', '  parameters:\n    work_mem: 8MB\n    unix'),
  );
  const file = await reportOf(
    'a text that may be old',
    'postgres1.yml',
    (one) => states(one, 'container')[0] !== 'same',
  );
  expect(states(file, 'container')).toEqual(['unknown']);
  expect(file.places.find(({ kind }) => kind === 'container')?.found).toContain('Он может быть прежним');
  const reload = commands(file)
    .split('\n')
    .find((command) => command.includes(' reload '));
  const words = reload?.split(' ').slice(1) ?? [];
  expect(words.join(' ')).toMatch(/^exec pg-slave\S* patronictl -c \/postgres1.yml reload ha-lab pg-slave --force$/);
  expect(states(file, 'image')).toEqual(['none']);
  // The first is read without a word, the second finds nothing new and says so.
  await waitFor(
    'Patroni to say that nothing is new',
    async () => {
      await lab.docker(...words);
      return states(fileIn(await lab.configuration(), 'postgres1.yml'), 'container')[0] === 'same';
    },
    { within: 40_000, every: 3_000 },
  );
});

test('stays truthful over paused, stopped and removed containers and a broken project', async () => {
  await lab.docker('compose', 'pause', 'pg-slave');
  await lab.docker('compose', 'stop', 'zoo');
  const paused = await reportOf('a paused node', 'postgres1.yml', ({ state }) => state === 'unknown');
  expect(paused.places.map(({ found }) => found).join(' ')).toContain('приостановлен');
  await lab.docker('compose', 'unpause', 'pg-slave');
  await lab.docker('compose', 'down', '--volumes');
  await reportOf('nothing', 'postgres0.yml', ({ state }) => state === 'idle');
  await lab.edit('docker-compose.yml', (text) => text.replace('services:', 'services'));
  const broken = await reportOf('a broken project', 'haproxy.cfg', ({ state }) => state === 'unknown');
  expect(broken.summary).toContain('Файл проекта не читается');
  await lab.edit('docker-compose.yml', (text) => text.replace('services', 'services:'));
});
