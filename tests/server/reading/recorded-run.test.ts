import { createHash } from 'node:crypto';
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal } from '../../../server/journal/journal.ts';
import { readRecordedRun } from '../../../server/reading/recorded-run.ts';
import { writeReference } from '../../../server/reading/write-reference.ts';
import { createCommandStore } from '../../../server/terminal/command-store.ts';
import { commandOf } from '../../unit/reading/story.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-recorded-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A run’s folder as a server leaves it. */
async function walkedRun(): Promise<string> {
  const run = path.join(folder, 'runs/2026-11-28-abcd');
  await mkdir(path.join(run, 'recordings'), { recursive: true });
  {
    using journal = openJournal(path.join(run, 'journal.sqlite'));
    journal.append({ kind: 'run-started', lab: '1.2.3', project: 'p' });
    journal.append({ kind: 'terminal-opened', terminal: 'main' });
  }
  const commands = createCommandStore(path.join(run, 'commands'), (error) => {
    throw error;
  });
  await commands.save({ ...commandOf('make', { id: 'one' }), output: 'made' });
  const header = { version: 2, width: 80, height: 24, timestamp: 1 };
  await writeFile(path.join(run, 'recordings/main.cast'), `${JSON.stringify(header)}\n[1.5,"o","hi"]\n`);
  await writeFile(path.join(run, 'pgpass'), 'a password');
  return run;
}

async function fingerprint(directory: string): Promise<string[]> {
  const files = await Array.fromAsync(glob('**/*.*', { cwd: directory }));
  return Promise.all(
    files.toSorted().map(async (file) => {
      const content = await readFile(path.join(directory, file));
      return `${file} ${createHash('sha256').update(content).digest('hex')}`;
    }),
  );
}

test('a run is read from its folder, which stays as it is', async () => {
  const run = await walkedRun();
  const before = await fingerprint(run);
  const recorded = await readRecordedRun(run);
  expect(recorded.id).toBe('2026-11-28-abcd');
  expect(recorded.events.map(({ seq, body }) => [seq, body.kind])).toEqual([
    [1, 'run-started'],
    [2, 'terminal-opened'],
  ]);
  expect([...recorded.outputs]).toEqual([['one', 'made']]);
  expect(recorded.terminals.get('main')).toMatchObject({
    header: { columns: 80, startedAt: 1_000 },
    events: [{ seconds: 1.5, code: 'o', data: 'hi' }],
  });
  expect(await fingerprint(run)).toEqual(before);
});

test('a run whose server was killed is read up to its last event', async () => {
  const run = await walkedRun();
  using journal = openJournal(path.join(run, 'journal.sqlite'));
  journal.append({ kind: 'terminal-closed', terminal: 'main', exitCode: 0 });
  // What a crash leaves: the events stand in the log beside the file.
  const killed = path.join(folder, 'runs/2026-11-28-dead');
  await cp(run, killed, { recursive: true });
  expect((await readRecordedRun(killed)).events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('a new reference takes the place of the old one whole', async () => {
  const reference = path.join(folder, 'reference');
  await writeReference(
    reference,
    new Map([
      ['steps/old.json', 'old'],
      ['info.json', '1'],
    ]),
  );
  await writeReference(
    reference,
    new Map([
      ['steps/new.json', 'new'],
      ['info.json', '2'],
    ]),
  );
  expect((await Array.fromAsync(glob('**/*.*', { cwd: reference }))).toSorted()).toEqual([
    'info.json',
    'steps/new.json',
  ]);
  expect(await readFile(path.join(reference, 'info.json'), 'utf8')).toBe('2');
  expect(await Array.fromAsync(glob('reference.*', { cwd: folder }))).toEqual([]);
});
