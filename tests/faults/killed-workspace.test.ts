import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashOf } from '../../server/workspace/text.ts';
import { openIntents } from '../../server/workspace/intent.ts';
import { openJournal } from '../../server/journal/journal.ts';
import { openWorkspace } from '../../server/workspace/workspace.ts';
import { compose, createRun, haproxy } from '../server/workspace/open-workspace.ts';

const saver = join(import.meta.dirname, 'saver.ts');
const texts = ['services: {}\n', 'services:\n  zoo:\n    image: zookeeper\n'];

test('leaves a whole file, whenever the process that saves it is killed', { timeout: 60_000 }, async () => {
  await using run = await createRun();
  const journalFile = join(run.home, 'killed.sqlite');
  const whole = new Set(texts.map((text) => hashOf(text.repeat(200))));
  for (let round = 0; round < 12; round += 1) {
    const child = spawn(process.execPath, [saver, run.dir, run.originals, journalFile, ...texts], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    const after = 2 + Math.floor(Math.random() * 12);
    let lines = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      lines += chunk.split('\n').length - 1;
      if (lines >= after) child.kill('SIGKILL');
    });
    await closed;
    using journal = openJournal(journalFile);
    await using workspace = await openWorkspace({ dir: run.dir, originals: run.originals, journal });
    const { hash } = await workspace.read('docker-compose.yml');
    expect(whole).toContain(hash);
    const saves = journal.read(1, 10_000, ['file-saved']).map(({ body }) => (body.kind === 'file-saved' ? body : null));
    expect(saves.at(-1)).toMatchObject({ hash, by: 'page' });
    expect(saves.filter((save) => save?.by !== 'page')).toEqual([]);
  }
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
