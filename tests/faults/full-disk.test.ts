import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { readCast, outputOf } from '../server/recording/test-recordings.ts';
import { endOwnerOf } from '../end-owner.ts';
import { waitFor } from '../wait-for.ts';
import { createFindings } from './rounds/round.ts';
import { actAsBrowser } from './run/browser-globals.ts';
import { checkFiles } from './run/check-files.ts';
import { checkJournal } from './run/check-journal.ts';
import { askLab, makeLabWorld, type LabWorld, type RunningLab } from './run/lab-world.ts';
import { openPageTerminal } from './run/page-terminal.ts';
import { mountFailingDisk, mountSmallDisk, noSmallDisk } from './run/small-disk.ts';
import { savedText } from './victims/saved-text.ts';

let owner: AsyncDisposableStack;
let folder: string;

beforeEach(async () => {
  actAsBrowser();
  owner = new AsyncDisposableStack();
  folder = await mkdtemp(path.join(tmpdir(), 'lab-disk-'));
  owner.defer(() => rm(folder, { recursive: true, force: true }));
});

afterEach(async () => {
  await owner.disposeAsync();
});

async function start(world: LabWorld): Promise<RunningLab> {
  const lab = await world.start();
  owner.defer(() => lab.process.end('SIGKILL'));
  return lab;
}

async function diskOf(url: string): Promise<Readonly<Record<string, unknown>>> {
  return parseRecord(parseRecord(await askLab(url, 'GET', '/run'), 'run').disk, 'disk');
}

/** Runs a command to its end. */
async function output(url: string, command: string): Promise<{ readonly id: string; readonly output: unknown }> {
  const started = parseRecord(await askLab(url, 'POST', '/terminals/main/commands', { command }), 'command');
  const id = parseString(started.id, 'id');
  const ended = await waitFor(`«${command}» to end`, async () => {
    const record = parseRecord(await askLab(url, 'GET', `/commands/${id}`), 'command');
    return record.state === 'ended' && record;
  });
  return { id, output: ended.output };
}

const saveFile = (url: string, number: number) => askLab(url, 'PUT', '/files/haproxy.cfg', { text: savedText(number) });
const saveAnswer = (url: string, text: string) => askLab(url, 'PUT', '/answers/expose', { text });

/** All that the run has is whole: its files, its journal, the chain. */
async function expectWhole(run: string): Promise<void> {
  const findings = createFindings();
  await checkJournal(run, folder, { events: [], saves: [] }, findings);
  await checkFiles(run, findings);
  expect(findings.misses).toEqual([]);
}

async function runOf(home: string): Promise<string> {
  const name = parseRecord(JSON.parse(await readFile(path.join(home, 'current-run.json'), 'utf8')), 'current-run.json');
  return path.join(home, 'runs', parseString(name.id, 'id'));
}

describe.skipIf(noSmallDisk() !== null)(`on a small disk (${noSmallDisk() ?? 'mounted for the test'})`, () => {
  test('a full disk is told of before anything is lost, spoils nothing, and the lab goes on when there is room', async () => {
    const disk = owner.use(await mountSmallDisk(path.join(folder, 'home')));
    const world = await makeLabWorld(folder);
    const { url } = await start(world);
    expect(await diskOf(url)).toEqual({ state: 'fine', problem: null });
    await saveAnswer(url, 'до');
    await saveFile(url, 1);
    const early = await output(url, 'echo early');

    await disk.leave(20 * 1_048_576);
    const low = await waitFor('the warning', async () => (await diskOf(url)).state === 'low' && diskOf(url));
    expect(low.problem).toMatch(/^Сейчас ещё сохраняется всё, осталось (?:19|20) МиБ \(папка .*\)\./);
    await saveAnswer(url, 'предупреждён');
    await saveFile(url, 2);

    await disk.leave(0);
    const full = await waitFor(
      'the word that it is full',
      async () => (await diskOf(url)).state === 'full' && diskOf(url),
    );
    expect(full.problem).toContain('нет места');
    await expect(saveFile(url, 3)).rejects.toThrow(/507 .*haproxy\.cfg не сохранён: диск полон\. Прежний текст цел/);
    await expect(askLab(url, 'PUT', '/files/new.cfg', { text: savedText(3) })).rejects.toThrow(/507 .*disk-full/);
    // The journal's last page may take a small event; one that does not fit is refused with a word.
    await expect(saveAnswer(url, 'ответ '.repeat(3_000))).rejects.toThrow(/507 .*store-full/);
    expect(await askLab(url, 'GET', '/files/haproxy.cfg')).toMatchObject({ text: savedText(2) });
    const meanwhile = await output(url, 'echo while-full-$((6*7))');
    expect(meanwhile.output).toBe('while-full-42');

    await disk.free();
    await waitFor('the end of the warning', async () => (await diskOf(url)).state === 'fine');
    await saveAnswer(url, 'после');
    await saveFile(url, 4);
    const run = await runOf(world.home);
    await waitFor('the output to be kept', async () =>
      (await readFile(path.join(run, 'commands', `${meanwhile.id}.json`), 'utf8')).includes('"while-full-42"'),
    );
    await askLab(url, 'GET', '/recordings');
    expect(outputOf((await readCast(path.join(run, 'recordings'))).events)).toContain('while-full-42');
    expect(await askLab(url, 'GET', `/commands/${early.id}`)).toMatchObject({ output: 'early' });
    const files: unknown = await askLab(url, 'GET', '/files');
    expect(JSON.stringify(files)).not.toContain('new.cfg');
    await expectWhole(run);
  });

  test('a server killed on a full disk is refused with a word, and finds everything when there is room', async () => {
    const disk = owner.use(await mountSmallDisk(path.join(folder, 'home')));
    const world = await makeLabWorld(folder);
    const first = await start(world);
    await saveAnswer(first.url, 'до');
    await saveFile(first.url, 1);
    await disk.leave(0);
    await first.process.end('SIGKILL');
    const said = await world.start().catch(String);
    expect(said).toMatch(/Освободите место/);
    expect(said).not.toContain('    at ');
    await disk.free();
    const { url } = await start(world);
    expect(await askLab(url, 'GET', '/files/haproxy.cfg')).toMatchObject({ text: savedText(1) });
    expect(await askLab(url, 'GET', '/run')).toMatchObject({ answers: { expose: { text: 'до' } } });
    await saveFile(url, 2);
    await expectWhole(await runOf(world.home));
  });

  test('a disk that takes no more files is told of, spoils nothing, and the lab goes on when there are some', async () => {
    const disk = owner.use(await mountSmallDisk(path.join(folder, 'home'), 2_000));
    const world = await makeLabWorld(folder);
    const { url } = await start(world);
    await saveFile(url, 1);
    await output(url, 'true');
    await disk.leaveFiles(300);
    const low = await waitFor('the warning', async () => (await diskOf(url)).state === 'low' && diskOf(url));
    expect(low.problem).toMatch(/файлов создать можно ещё \d+/);
    await saveFile(url, 2);
    await disk.leaveFiles(0);
    await waitFor('the word that there are none', async () => (await diskOf(url)).state === 'full');
    await expect(saveFile(url, 3)).rejects.toThrow(/507 .*Прежний текст цел/);
    expect(await askLab(url, 'GET', '/files/haproxy.cfg')).toMatchObject({ text: savedText(2) });
    // What needs no new file goes on.
    await saveAnswer(url, 'без новых файлов');
    const meanwhile = await output(url, 'echo while-full-$((6*7))');
    await disk.free();
    await waitFor('the end of the warning', async () => (await diskOf(url)).state === 'fine');
    await saveFile(url, 4);
    const run = await runOf(world.home);
    await waitFor('the output to be kept', async () =>
      (await readFile(path.join(run, 'commands', `${meanwhile.id}.json`), 'utf8')).includes('"while-full-42"'),
    );
    await expectWhole(run);
  });

  test('a disk that has become read-only is told of, the terminal goes on, and all is there after its repair', async ({
    skip,
  }) => {
    const disk = await mountFailingDisk(path.join(folder, 'home'));
    if (disk === null) return skip('this machine mounts no ext4 from a file');
    owner.use(disk);
    const world = await makeLabWorld(folder);
    const first = await start(world);
    await saveAnswer(first.url, 'до');
    await saveFile(first.url, 1);
    const terminal = openPageTerminal(first.url, 'main');
    owner.defer(() => terminal[Symbol.dispose]());
    await waitFor('the prompt', () => terminal.activity().at === 'prompt');

    await disk.fail();
    const told = await waitFor('the word', async () => (await diskOf(first.url)).state === 'full' && diskOf(first.url));
    expect(told.problem).toContain('только для чтения');
    await expect(saveFile(first.url, 2)).rejects.toThrow(/507 .*read-only/);
    await expect(saveAnswer(first.url, 'во время')).rejects.toThrow(/507 .*Всё записанное раньше цело/);
    terminal.type('echo still-$((6*7))\r');
    await waitFor('the terminal', () => terminal.text().includes('still-42'));
    await first.process.end('SIGKILL');
    expect(await world.start().catch(String)).toMatch(/не удаётся писать/);

    // Its shells would hold the disk: whoever repairs one ends them.
    await endOwnerOf(world.home);
    await disk.repair();
    const { url } = await start(world);
    expect(await askLab(url, 'GET', '/files/haproxy.cfg')).toMatchObject({ text: savedText(1) });
    expect(await askLab(url, 'GET', '/run')).toMatchObject({ answers: { expose: { text: 'до' } } });
    await saveFile(url, 3);
    await expectWhole(await runOf(world.home));
  });
});
