import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openIntents } from '../../server/workspace/intent.ts';
import { compose, createRun, haproxy } from '../server/workspace/open-workspace.ts';
import { missesOf, runRounds } from './rounds/run-rounds.ts';
import { workspaceSaver } from './victims/workspace-saver.ts';

test('leaves a whole file, whenever the process that saves it is killed', { timeout: 60_000 }, async () => {
  expect(missesOf(await runRounds(workspaceSaver, { rounds: 12, lanes: 2 }))).toEqual([]);
});

test('finishes a save that was cut in the middle, and tells the journal', async () => {
  await using run = await createRun();
  await (await run.open())[Symbol.asyncDispose]();
  const intents = await openIntents(`${run.dir}.saves`);
  const text = 'global\n    maxconn 100\n    log stdout\n';
  await intents.begin({ path: 'haproxy.cfg', before: haproxy, text, by: 'page' });
  await intents.begin({ path: 'conf/new.cfg', before: null, text: 'новый\n', by: 'page' });
  await writeFile(join(run.dir, 'haproxy.cfg'), text.slice(0, 10) + haproxy.slice(10));
  await using workspace = await run.open();
  expect((await workspace.read('haproxy.cfg')).text).toBe(text);
  expect((await workspace.read('conf/new.cfg')).text).toBe('новый\n');
  expect(run.saved().sort()).toEqual(['page conf/new.cfg', 'page haproxy.cfg']);
  expect(await intents.unfinished()).toEqual([]);
});

test('does not finish a save over a text that somebody wrote since', async () => {
  await using run = await createRun();
  await (await run.open())[Symbol.asyncDispose]();
  const intents = await openIntents(`${run.dir}.saves`);
  await intents.begin({ path: 'docker-compose.yml', before: compose, text: 'services: {}\n', by: 'page' });
  await writeFile(join(run.dir, 'docker-compose.yml'), 'из терминала: да\n');
  await using workspace = await run.open();
  expect(await readFile(join(run.dir, 'docker-compose.yml'), 'utf8')).toBe('из терминала: да\n');
  expect((await workspace.list())[0]?.changed).toBe(true);
  expect(run.saved()).toEqual(['outside docker-compose.yml']);
  expect(await intents.unfinished()).toEqual([]);
});
