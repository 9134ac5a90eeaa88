import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainStart, hashLink } from '#bundle/chain.ts';
import { openJournal, readAll, type Journal } from '../../server/journal/journal.ts';

const rounds = 24;
const appender = join(import.meta.dirname, 'appender.ts');
let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-journal-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Runs the appender, kills it when it has reported `after` events, and returns the last event it reported. */
async function appendUntilKilled(file: string, after: number): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', appender, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let output = '';
  let reported = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    reported += chunk.split('\n').length - 1;
    // The report travels while the child goes on: the kill falls at a random instant of a later append.
    if (reported > after) child.kill('SIGKILL');
  });
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  const whole = output.split('\n').slice(0, -1);
  return Number(whole.at(-1)) || 0;
}

/** How many events of the journal do not follow from the one before. */
function brokenLinks({ chain }: Journal): number {
  let previous = chainStart();
  let broken = 0;
  for (const link of chain.links(1)) {
    if (Buffer.compare(hashLink(previous, link), link.hash) !== 0) broken += 1;
    previous = link.hash;
  }
  return broken;
}

test('loses nothing that append returned for, whenever the process is killed', { timeout: 120_000 }, async () => {
  const file = join(dir, 'journal.sqlite');
  let before = 0;
  for (let round = 0; round < rounds; round += 1) {
    const reported = await appendUntilKilled(file, Math.floor(Math.random() * 40));
    using journal = openJournal(file);
    const events = [...readAll(journal)];
    expect(events.length).toBeGreaterThanOrEqual(Math.max(reported, before));
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.every((event, index) => event.at >= (events[index - 1]?.at ?? 0))).toBe(true);
    expect(brokenLinks(journal)).toBe(0);
    expect(journal.skipped).toEqual({ unknownKind: 0, unreadable: 0 });
    before = events.length;
  }
});
