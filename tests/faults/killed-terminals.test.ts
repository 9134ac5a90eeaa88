import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import { endOwnerOf } from '../end-owner.ts';
import { marksOf, outputOf, readCast } from '../server/recording/test-recordings.ts';
import { countTo, eventsOf, makeHome, numbersIn } from './killed-home.ts';

const script = path.join(import.meta.dirname, 'terminals-process.ts');
const rounds = 8;

async function startProcess(home: string, command: string) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, home, command], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  await once(child.stdout, 'data');
  return { child, said: () => said };
}

/** Numbered lines with characters of several bytes, a few hundred KB a second, 2.5 MB in all. */
const lines = 30_000;
const flood = `i=0; while [ $i -lt ${lines} ]; do for j in 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0; do i=$((i+1)); echo "n<$i> ёлка 日本 и ещё немного текста до конца строки"; done; sleep 0.003; done; (exit 9)`;

test('whenever the server is killed, the recording has every byte once and in order, and the command its end', async () => {
  await using home = await makeHome();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => endOwnerOf(home.path));
  for (let round = 0; round < rounds; round += 1) {
    const { child } = await startProcess(home.path, round === 0 ? flood : '');
    await delay(Math.random() * 1_200);
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
    expect(child.signalCode).toBe('SIGKILL');
  }
  const { child, said } = await startProcess(home.path, '');
  const closed = once(child, 'close');
  child.stdin.end('\n');
  await closed;
  expect(child.exitCode).toBe(0);
  const command = parseCommandRecord(JSON.parse(said().split('\n')[1] ?? ''), 'command');
  expect(command).toMatchObject({ state: 'ended', exitCode: 9, stepCommand: 'the-step' });

  const run = path.join(home.path, 'run');
  const kinds = eventsOf(run).map(({ kind }) => kind);
  expect(kinds).toEqual(['terminal-opened', 'command-started', 'command-ended', 'terminal-closed']);
  const { events } = await readCast(path.join(run, 'recordings'));
  const text = outputOf(events);
  expect(text).not.toContain('\ufffd');
  const recorded = numbersIn(text.replaceAll('>', ' '), 'n<');
  expect(recorded.filter((number, index) => number !== index + 1).slice(0, 5)).toEqual([]);
  expect(recorded).toEqual(countTo(lines));
  expect(text.match(/n<\d+> ёлка 日本 и ещё немного текста до конца строки\r\n/g)).toHaveLength(lines);
  expect(marksOf(events).map((mark) => mark?.kind)).toEqual([
    'shell-started',
    'command-begun',
    'command-ended',
    'shell-ended',
  ]);
  for (const [index, { seconds }] of events.entries()) {
    expect(seconds).toBeGreaterThanOrEqual(events[index - 1]?.seconds ?? 0);
  }
});
