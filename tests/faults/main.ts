import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, release, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { leaksOf, openAndClose } from './leaks/cycles.ts';
import { creepingOf, growthsOf, soakBounds, soakFor } from './leaks/soak.ts';
import { type GoneNetwork, lossesOf, takeNetworkAway } from './run/gone-network.ts';
import { missesOf, runRounds } from './rounds/run-rounds.ts';
import { describeTally } from './rounds/table.ts';
import { victims } from './victims/all-victims.ts';

const closedTerminals = 'closed terminals';
const goneNetwork = 'gone network';

const usage = `npm run test:faults [-- --rounds N] [--cycles N] [--outage S] [--lanes N] [--only NAME,NAME] [--soak [--minutes N]]
  Kills every process that writes a run, N times (200) at random instants, in --lanes (2) folders side by side, and
  looks after each kill whether SECURITY.md's six criteria of "nothing lost" hold. Then opens and closes terminals
  --cycles (1000) times, with jobs that hear no hang-up, and counts what is left, and takes the network away for
  --outage (600) seconds. Exits with 1 on any miss.
  --only   ${[...victims.map(({ name }) => name), closedTerminals, goneNetwork].map((name) => `"${name}"`).join(', ')}
  --soak   works a lab for 15 minutes (--minutes) without a pause instead: memory and descriptors stay flat`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    cycles: { type: 'string', default: '1000' },
    outage: { type: 'string', default: '600' },
    lanes: { type: 'string', default: '2' },
    only: { type: 'string' },
    soak: { type: 'boolean' },
    minutes: { type: 'string', default: '15' },
    help: { type: 'boolean', short: 'h' },
  },
});

const enough = new AbortController();
// Ctrl+C ends it with the table of what is done; a second one ends it at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => enough.abort());

if (values.help) console.log(usage);
else {
  const only = values.only?.split(',') ?? null;
  const misses = values.soak
    ? await soak(toCount('minutes', values.minutes))
    : [
        ...(await killThemAll(toCount('rounds', values.rounds), toCount('lanes', values.lanes), only)),
        ...(only?.includes(closedTerminals) === false ? [] : await closeTerminals(toCount('cycles', values.cycles))),
        ...(only?.includes(goneNetwork) === false ? [] : await loseNetwork(toCount('outage', values.outage))),
      ];
  for (const miss of misses) console.log(miss);
  if (misses.length > 0) process.exitCode = 1;
}

async function killThemAll(rounds: number, lanes: number, only: readonly string[] | null): Promise<string[]> {
  const tallies = [];
  for (const victim of victims) {
    if (only !== null && !only.includes(victim.name)) continue;
    const progress = (done: number) => {
      if (done % 25 === 0 || done === rounds) console.error(`${victim.name}: ${done} of ${rounds}`);
    };
    if (enough.signal.aborted) break;
    const tally = await runRounds(victim, { rounds, lanes, progress, enough: enough.signal });
    // A long run that is stopped has shown so much.
    console.error(describeTally(tally));
    tallies.push(tally);
  }
  if (tallies.length > 0) print(tallies.map(describeTally));
  return tallies.flatMap((tally) => missesOf(tally).map((miss) => `${tally.victim.name} — ${miss}`));
}

async function closeTerminals(cycles: number): Promise<string[]> {
  const found = await inFolder((folder) => openAndClose(folder, cycles));
  const { before, after } = found;
  print([
    {
      'terminals opened and closed': cycles,
      'jobs begun': found.begun,
      'processes left': found.leftProcesses,
      'descriptors of the server': `${before.server.descriptors} → ${after.server.descriptors}`,
      'of the pty owner': `${before.owner.descriptors} → ${after.owner.descriptors}`,
      'ptys left': after.owner.ptys - before.owner.ptys,
      'took, s': Math.round(found.seconds),
    },
  ]);
  return leaksOf(found);
}

async function loseNetwork(seconds: number): Promise<string[]> {
  const found: GoneNetwork = await inFolder((folder) => takeNetworkAway(folder, seconds));
  print([
    {
      'network gone for, s': seconds,
      'the page said so after, s': (found.toldAfter / 1_000).toFixed(1),
      'attached again after, s': (found.backAfter / 1_000).toFixed(1),
      'lines lost, doubled or out of order': found.wrongLines,
      'keys executed: before, meanwhile, after': Object.values(found.executed).join(', '),
      'same shell': found.isSameShell ? 'yes' : 'no',
    },
  ]);
  return lossesOf(found).map((loss) => `${goneNetwork} — ${loss}`);
}

async function soak(minutes: number): Promise<string[]> {
  const found = await inFolder((folder) => soakFor(folder, minutes));
  const growths = growthsOf(found);
  const mib = (bytes: number) => (bytes / 1_048_576).toFixed(1);
  print(
    (['server', 'owner'] as const).map((name) => ({
      process: name,
      minutes,
      'memory at the end, MiB': mib(found[name].at(-1)?.memory ?? 0),
      [`grown by, MiB (at most ${mib(soakBounds.memory)})`]: mib(growths[name].memory),
      'descriptors at the end': found[name].at(-1)?.descriptors ?? 0,
      [`grown by (at most ${soakBounds.descriptors})`]: growths[name].descriptors.toFixed(1),
    })),
  );
  console.table([found.done]);
  return creepingOf(found);
}

async function inFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-leaks-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints rows with the machine that they were measured on. */
function print(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const [cpu] = cpus();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}`,
  );
  console.table(rows);
}

function toCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isFinite(count) || count <= 0) throw new Error(`--${name}: a number over 0`);
  return count;
}
