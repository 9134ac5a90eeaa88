import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { missesOf, runRounds, type Tally } from './rounds/run-rounds.ts';
import { describeTally } from './rounds/table.ts';
import { victims } from './victims/all-victims.ts';

const usage = `npm run test:faults [-- --rounds N] [--lanes N] [--only NAME,NAME]
  Kills every process that writes a run, N times (200) at random instants, in --lanes (2) folders side by side,
  and looks after each kill whether SECURITY.md's six criteria of "nothing lost" hold. Prints a table, exits with 1 on any miss.
  --only   ${victims.map(({ name }) => `"${name}"`).join(', ')}`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    lanes: { type: 'string', default: '2' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(usage);
else
  await killThemAll(toCount('rounds', values.rounds), toCount('lanes', values.lanes), values.only?.split(',') ?? null);

async function killThemAll(rounds: number, lanes: number, only: readonly string[] | null): Promise<void> {
  const tallies: Tally[] = [];
  for (const victim of victims) {
    if (only !== null && !only.includes(victim.name)) continue;
    const progress = (done: number) => {
      if (done % 25 === 0 || done === rounds) console.error(`${victim.name}: ${done} of ${rounds}`);
    };
    tallies.push(await runRounds(victim, { rounds, lanes, progress }));
  }
  const [cpu] = cpus();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}`,
  );
  console.table(tallies.map(describeTally));
  for (const tally of tallies) {
    for (const miss of missesOf(tally)) console.log(`${tally.victim.name} — ${miss}`);
  }
  if (tallies.length === 0 || tallies.some((tally) => missesOf(tally).length > 0)) process.exitCode = 1;
}

function toCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${name}: a whole number from 1`);
  return count;
}
