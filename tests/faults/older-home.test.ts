import { copyFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBundle } from '#bundle/open-bundle.ts';
import { parseList, parseRecord } from '#protocol/parse.ts';
import { processToken } from '../server-process.ts';
import { marksOf, outputOf, readCast } from '../server/recording/test-recordings.ts';
import { createFindings } from './rounds/round.ts';
import { checkFiles } from './run/check-files.ts';
import { checkJournal } from './run/check-journal.ts';
import { askLab, makeLabWorld, type LabWorld } from './run/lab-world.ts';

/** A LAB_HOME as the lab wrote it on 28 November 2026 at commit 001a6ef: the first version of the store, no versions of files, no checkpoints. */
const fixture = path.join(import.meta.dirname, 'home-of-first-version');
const id = '2026-11-28-8076d923';
let owner: AsyncDisposableStack;
let folder: string;
let world: LabWorld;
let run: string;

beforeEach(async () => {
  owner = new AsyncDisposableStack();
  folder = await mkdtemp(path.join(tmpdir(), 'lab-older-'));
  owner.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(fixture, path.join(folder, 'home'), { recursive: true });
  world = await makeLabWorld(folder);
  run = path.join(world.home, 'runs', id);
});

afterEach(async () => {
  await owner.disposeAsync();
});

async function start() {
  const lab = await world.start();
  owner.defer(() => lab.process[Symbol.asyncDispose]());
  return lab;
}

test('a home of the first version opens with everything that is in it, goes on, and makes a report that verifies', async () => {
  const first = await start();
  const state = parseRecord(await askLab(first.url, 'GET', '/run'), 'run');
  expect(state).toMatchObject({ id, answers: { expose: { text: 'Порт открыт только внутри сети.', opened: true } } });
  expect(state.hints).toEqual({ 'image-built': 1 });
  const texts = parseList(state.commands, 'commands', (command) => parseRecord(command, 'command').text);
  expect(texts).toEqual(expect.arrayContaining(['echo первая-$((6*7))', 'echo на лидере']));
  expect(await askLab(first.url, 'GET', '/commands/7ecac0c8-b8ca-44e9-ba5d-799ada7bbbcb')).toMatchObject({
    state: 'ended',
    exitCode: 3,
    output: 'строка 1\nстрока 2\nстрока 3',
  });
  expect(JSON.stringify(await askLab(first.url, 'GET', '/files/haproxy.cfg'))).toContain('# правка студента');
  expect(parseList(await askLab(first.url, 'GET', '/recordings'), 'recordings', parseRecord)).toHaveLength(2);

  await askLab(first.url, 'PUT', '/answers/expose', { text: 'Дополнение.' });
  await askLab(first.url, 'PUT', '/author', { name: 'Иванова Анна', group: 'К3340' });
  await askLab(first.url, 'POST', '/terminals/main/commands', { command: 'echo дальше' });
  await first.process.end('SIGTERM');

  const second = await start();
  const response = await fetch(`${second.url}/api/report`, { headers: { Authorization: `Bearer ${processToken}` } });
  const bundle = openBundle(new Uint8Array(await response.arrayBuffer()));
  expect(bundle.integrity.problems).toEqual([]);
  expect(bundle.recordings.get('main')).toContain('первая-42');
  await second.process.end('SIGTERM');

  const { events } = await readCast(path.join(run, 'recordings'));
  expect(outputOf(events)).toContain('первая-42');
  expect(marksOf(events).map((mark) => mark?.kind)).toContain('gap');
  const findings = createFindings();
  await checkJournal(run, folder, { events: [], saves: [] }, findings);
  await checkFiles(run, findings);
  expect(findings.misses).toEqual([]);
});

test('a program that is older than the store refuses to start, says why, and changes nothing in the run', async () => {
  const journal = path.join(run, 'journal.sqlite');
  {
    using database = new DatabaseSync(journal);
    database.exec('pragma user_version = 99');
  }
  await copyFile(journal, path.join(folder, 'before.sqlite'));
  const said = await world.start().catch(String);
  expect(said).toContain('Прохождение записано более новой версией лаборатории');
  expect(said).toMatch(/имеет версию 99, а эта лаборатория знает версии не новее \d+\. Файл не тронут\./);
  expect(said).not.toContain('    at ');
  expect(await readFile(journal)).toEqual(await readFile(path.join(folder, 'before.sqlite')));
});
