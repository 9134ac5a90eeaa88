// What a recording costs: `node tests/bench/recording/main.ts`. Prints microseconds a chunk on the pty's way, and a flood of
// 100 MB through a real terminal with and without it, in turns.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRecordings } from '../../../server/recording/recordings.ts';
import type { Tape } from '../../../server/terminal/tape.ts';
import {
  attachClient,
  openTestTerminals,
  shellCommand,
  waitForActivity,
} from '../../server/terminal/test-terminals.ts';
import { waitFor } from '../../wait-for.ts';

const rounds = 5;
const echoKeys = 400;
const floodBytes = 100_000_000;
const size = { columns: 80, rows: 24 };

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function range(values: readonly number[], digits = 1): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

async function withRecordings<Value>(
  use: (tape: (name: string) => Tape, dir: string) => Promise<Value>,
): Promise<Value> {
  const dir = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
  try {
    await using recordings = await openRecordings({
      dir,
      now: () => Math.floor(performance.timeOrigin + performance.now()),
      secrets: () => ['a-secret-of-some-length', 'another-one'],
      report: console.error,
    });
    return await use(recordings.tape, dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Microseconds a chunk, over two seconds of work with pauses in which it is written. */
async function perChunk(bytes: number, together: number): Promise<number> {
  return withRecordings(async (tapes) => {
    const tape = tapes('main');
    tape.shellStarted('/bin/bash', size, 'a-shell');
    const chunk = Buffer.alloc(bytes, 'some output of a program\r\n');
    let spent = 0;
    let chunks = 0;
    const end = performance.now() + 2_000;
    while (performance.now() < end) {
      const begun = performance.now();
      for (let count = 0; count < together; count += 1) tape.output(chunk);
      spent += performance.now() - begun;
      chunks += together;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return (spent * 1_000) / chunks;
  });
}

/** MB/s through a terminal to a client that reads at once, and the seconds of CPU that the server spent. */
async function flood(file: string, tape?: (name: string) => Tape): Promise<{ rate: number; cpu: number }> {
  await using lab = await openTestTerminals(tape ? { tape } : {});
  const client = attachClient(lab.terminals, 'main', size);
  await waitForActivity(lab.terminals, 'prompt');
  client.attachment.detach();
  // Without the page's copy of everything: only counted and acknowledged.
  let total = 0;
  const attachment = lab.terminals.attach(
    'main',
    {
      frame: () => {},
      bytes: (bytes) => {
        total += bytes.length;
        queueMicrotask(() => attachment.acknowledge(total));
      },
    },
    size,
  );
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const { id } = await lab.terminals.run('main', shellCommand(`stty -onlcr; cat ${file}; stty onlcr`));
  await waitFor('the end of the flood', async () => (await lab.terminals.command(id))?.state === 'ended', {
    within: 180_000,
  });
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: floodBytes / 1e6 / seconds, cpu: (user + system) / 1e6 };
}

/** Milliseconds from a key to its echo in a terminal, beside another one that floods. */
async function echoes(tape?: (name: string) => Tape): Promise<number[]> {
  await using lab = await openTestTerminals(tape ? { tape } : {});
  let total = 0;
  const flooded = lab.terminals.attach(
    'main',
    {
      frame: () => {},
      bytes: (bytes) => {
        total += bytes.length;
        queueMicrotask(() => flooded.acknowledge(total));
      },
    },
    size,
  );
  const typed = attachClient(lab.terminals, 'leader', size);
  await waitForActivity(lab.terminals, 'prompt', 'leader');
  await lab.terminals.run('leader', shellCommand('cat > /dev/null'));
  await waitForActivity(lab.terminals, 'running', 'leader');
  await lab.terminals.run('main', shellCommand('yes "some output of a program"'));
  const times: number[] = [];
  for (let key = 0; key < echoKeys; key += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const before = typed.bytes().length;
    const begun = performance.now();
    typed.type('x');
    while (typed.bytes().length === before) await new Promise((resolve) => setImmediate(resolve));
    times.push(performance.now() - begun);
  }
  return times;
}

console.log('recording, microseconds a chunk on the way of the pty:');
for (const [bytes, together] of [
  [20, 1],
  [1_024, 16],
  [16_384, 4],
  [65_536, 4],
] as const) {
  const values = [];
  for (let round = 0; round < 3; round += 1) values.push(await perChunk(bytes, together));
  console.log(`  ${String(bytes).padStart(6)} bytes: ${range(values, 2)}`);
}

console.log('echo of a key beside a flood, milliseconds, p50 / p99:');
for (let round = 0; round < 3; round += 1) {
  const [without, recorded] = [await echoes(), await withRecordings((tape) => echoes(tape))].map((times) => {
    const sorted = times.toSorted((one, other) => one - other);
    return [0.5, 0.99].map((part) => sorted[Math.floor(part * sorted.length)]?.toFixed(2)).join(' / ');
  });
  console.log(`  without ${without}, with ${recorded}`);
}

const dir = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
try {
  const file = path.join(dir, 'log');
  const line = `${'2026-11-23 18:00:00 INFO: no action. I am (pg-master), the leader with the lock'.padEnd(99)}\n`;
  await writeFile(file, line.repeat(floodBytes / 100));
  const results = { without: [] as { rate: number; cpu: number }[], with: [] as { rate: number; cpu: number }[] };
  // The first round only warms up; in the others the one that goes first changes.
  for (let round = 0; round <= rounds; round += 1) {
    const recorded = () => withRecordings((tape) => flood(file, tape));
    const first = round % 2 === 0 ? await recorded() : await flood(file);
    const second = round % 2 === 0 ? await flood(file) : await recorded();
    if (round === 0) continue;
    results.with.push(round % 2 === 0 ? first : second);
    results.without.push(round % 2 === 0 ? second : first);
  }
  console.log(`cat of ${floodBytes / 1e6} MB, ${rounds} rounds in turns, medians (range):`);
  for (const [name, values] of Object.entries(results)) {
    const rates = range(values.map(({ rate }) => rate));
    const cpu = range(
      values.map((value) => value.cpu),
      2,
    );
    console.log(`  ${name.padEnd(8)} ${rates} MB/s, ${cpu} s of CPU`);
  }
  const ratios = results.with.map(({ cpu }, index) => cpu / (results.without[index]?.cpu ?? Number.NaN));
  console.log(`  CPU with / without, pair by pair: ${range(ratios, 3)}`);
} finally {
  await rm(dir, { recursive: true });
}
