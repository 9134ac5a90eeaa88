// What a report costs: `node tests/bench/report/main.ts`. Prints milliseconds for the making of the report of the recorded
// reference run and for its opening, the longest turn of the server meanwhile, and microseconds an append to the journal.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBundle } from '../../../server/bundle/open-bundle.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import { buildReport } from '../../reports/build-report.ts';
import { shortRun } from '../../reports/hostile/fields.ts';
import { makeReferenceHome } from '../../reports/reference-home.ts';
import { openLab, token } from '../../reports/open-lab.ts';

const rounds = 5;
const appends = 2_000;
const manyEvents = 100_000;

function summary(values: readonly number[]): string {
  const ordered = values.toSorted((one, other) => one - other);
  const middle = ordered[Math.floor(ordered.length / 2)] ?? Number.NaN;
  return `${middle.toFixed(0)} (${ordered[0]?.toFixed(0)}–${ordered.at(-1)?.toFixed(0)})`;
}

/** Milliseconds of work of this thread. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** The longest turn of the event loop, in milliseconds of work, while something goes on. */
async function longestTurn(during: () => Promise<unknown>): Promise<number> {
  let last = worked();
  let longest = 0;
  let isOver = false;
  const look = () => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await during();
  isOver = true;
  return longest;
}

const home = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
try {
  await makeReferenceHome(home);
  await using lab = await openLab(home);
  const made: number[] = [];
  const turns: number[] = [];
  const opened: number[] = [];
  let bytes = new Uint8Array();
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    turns.push(
      await longestTurn(async () => {
        const response = await fetch(`${lab.url}/api/report`, { headers: { Authorization: `Bearer ${token}` } });
        bytes = new Uint8Array(await response.arrayBuffer());
      }),
    );
    made.push(performance.now() - begun);
    const opening = performance.now();
    openBundle(bytes);
    opened.push(performance.now() - opening);
  }
  console.log(`the report of the reference run, ${bytes.length} bytes, over ${rounds} rounds, median (range):`);
  console.log(`  made in ms: ${summary(made)}; longest turn in ms of work: ${summary(turns)}`);
  console.log(`  opened in ms: ${summary(opened)}`);

  const json = '{"kind":"watch","state":"goes-on"}';
  const large = buildReport({
    ...shortRun(),
    events: Array.from({ length: manyEvents }, (_, at) => ({ at, json })),
  });
  const begun = performance.now();
  openBundle(large);
  console.log(`a report of ${manyEvents} events opened in ms: ${(performance.now() - begun).toFixed(0)}`);

  using journal = openJournal(path.join(home, 'appended.sqlite'));
  const started = performance.now();
  for (let index = 0; index < appends; index += 1) journal.append({ kind: 'step-opened', step: 'build' });
  console.log(`an append in µs: ${(((performance.now() - started) * 1_000) / appends).toFixed(0)}`);
} finally {
  await rm(home, { recursive: true, force: true });
}
