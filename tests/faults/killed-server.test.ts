import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openJournal, readAll } from '../../server/journal/journal.ts';
import { marksOf, outputOf, readCast } from '../server/recording/test-recordings.ts';
import { startServerProcess } from '../server-process.ts';
import { openProcessPage, startCommand, waitForEnd } from './process-page.ts';

async function makeHome(): Promise<AsyncDisposable & { readonly path: string }> {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-killed-'));
  return { path: home, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}

/** The folder of the home's only run. */
async function runOf(home: string): Promise<string> {
  const [run = ''] = await readdir(path.join(home, 'runs'));
  return path.join(home, 'runs', run);
}

/** The numbers behind a word, in the order in which they stand in a text. */
function numbersIn(text: string, word: string): number[] {
  return [...text.matchAll(new RegExp(`${word}(\\d+)\\b`, 'g'))].map(([, number]) => Number(number));
}

const count = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

test('a command outlives a killed server: the same shell, every byte once on the screen, in its record and in the recording', async () => {
  await using home = await makeHome();
  await using first = await startServerProcess(home.path);
  const id = await startCommand(
    first,
    'echo shell-$$; for i in $(seq 300); do echo line-$i ёлка; sleep 0.01; done; (exit 7)',
  );
  using before = await openProcessPage(first);
  await before.waitForText('line-100 ');
  await first.end('SIGKILL');
  const seen = numbersIn(before.bytes().toString(), 'line-').at(-1) ?? 0;

  await using second = await startServerProcess(home.path);
  using after = await openProcessPage(second);
  expect(after.frames[0]).toMatchObject({ type: 'attached' });
  const ended = await waitForEnd(second, id);
  expect(ended).toMatchObject({ state: 'ended', exitCode: 7 });
  expect(numbersIn(ended.output, 'line-')).toEqual(count(300));
  await after.waitForText('line-300 ');
  expect(numbersIn((await after.screen()).join('\n'), 'line-')).toEqual(count(300));
  expect(seen).toBeLessThan(300);

  const [, pid] = /shell-(\d+)/.exec(ended.output) ?? [];
  const again = await waitForEnd(second, await startCommand(second, 'echo shell-$$'));
  expect(again.output).toBe(`shell-${pid}`);

  await second.end('SIGTERM');
  const run = await runOf(home.path);
  using journal = openJournal(path.join(run, 'journal.sqlite'));
  const bodies = [...readAll(journal)].map(({ body }) => body);
  const ofCommand = bodies.filter(
    (body) => (body.kind === 'command-started' || body.kind === 'command-ended') && body.command.id === id,
  );
  expect(ofCommand.map(({ kind }) => kind)).toEqual(['command-started', 'command-ended']);
  expect(bodies.filter(({ kind }) => kind === 'terminal-opened')).toHaveLength(1);
  const cast = await readCast(path.join(run, 'recordings'));
  expect(numbersIn(outputOf(cast.events), '\\bline-')).toEqual(count(300));
  expect(marksOf(cast.events).filter((mark) => mark?.kind === 'gap')).toEqual([]);
  const begun = marksOf(cast.events).filter((mark) => mark?.kind === 'command-begun');
  expect(begun).toHaveLength(2);
});
