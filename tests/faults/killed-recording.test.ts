import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeFolder, marksOf, openTestRecordings, outputOf, readCast } from '../server/recording/test-recordings.ts';

const script = path.join(import.meta.dirname, 'recording-process.ts');
/** Recordings side by side, and how often each one's process is killed. */
const recordings = 5;
const rounds = 2;
/** Milliseconds that a crash may take back. */
const mayLose = 1_000;

type Said = { readonly line: number; readonly at: number };

/** Lets a process record for about `milliseconds` after its first line and kills it; returns what it said of its lines. */
async function recordUntilKilled(
  dir: string,
  first: number,
  milliseconds: number,
): Promise<{ said: Said[]; killedAt: number }> {
  const child = spawn(process.execPath, [script, dir, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  await once(child.stdout, 'data');
  await delay(milliseconds);
  const killedAt = Date.now();
  child.kill('SIGKILL');
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  const whole = output.split('\n').slice(0, -1);
  return {
    killedAt,
    said: whole.map((text) => {
      const [line = '', at = ''] = text.split(' ');
      return { line: Number(line), at: Number(at) };
    }),
  };
}

test.concurrent.each(Array.from({ length: recordings }, (_, index) => index))(
  'a recorder killed at any instant loses nothing older than a second: recording %i',
  { timeout: 60_000 },
  async () => {
    await using folder = await makeFolder();
    let first = 0;
    const starts: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      starts.push(first);
      const { said, killedAt } = await recordUntilKilled(folder.path, first, 1_050 + Math.random() * 450);
      const safe = said.filter(({ at }) => at < killedAt - mayLose).at(-1)?.line ?? first - 1;
      expect(safe).toBeGreaterThan(first);
      {
        // The next opening mends what was torn.
        await using mended = await openTestRecordings(folder.path);
        await mended.flush();
      }
      const { events } = await readCast(folder.path);
      const text = outputOf(events);
      expect(text).not.toContain('\ufffd');
      const lines = [...text.matchAll(/<(\d+)> ёлка\r\n/g)].map(([, number]) => Number(number));
      expect(lines.at(-1)).toBeGreaterThanOrEqual(safe);
      // In order, each once; only at a kill there may be some missing.
      const gaps = lines.filter((line, index) => index > 0 && line !== (lines[index - 1] ?? 0) + 1);
      expect(starts).toEqual(expect.arrayContaining(gaps));
      expect(lines[0]).toBe(0);
      expect(marksOf(events).filter((mark) => mark?.kind === 'gap')).toHaveLength(round);
      for (const [index, { seconds }] of events.entries()) {
        expect(seconds).toBeGreaterThanOrEqual(events[index - 1]?.seconds ?? 0);
      }
      first = (said.at(-1)?.line ?? first) + 1_000;
    }
  },
);
