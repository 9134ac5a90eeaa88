import { parseArgs } from 'node:util';
import { toFaultRecords } from '#protocol/fault-records.ts';
import type { FaultRecord } from '#protocol/fault.ts';
import { poll } from '../../../server/solve/lab-client.ts';
import { solve } from '../../../server/solve/solve.ts';
import { startTestLab, type TestLab } from '../../lab.ts';
import { fetchTimeline } from '../../timeline.ts';
import { describeRuns, printTable } from './table.ts';

const usage = `npm run bench:failover [-- --runs N] [--steps ID,ID]
  Walks the steps of part 4 N times (3) on a real cluster of its own and prints the outage of writes by fault:
  median and range, the configuration that was live, and what was lost.`;

const steps = [
  'fault-stop',
  'fault-kill',
  'fault-pause',
  'fault-network',
  'fault-switchover',
  'fault-zookeeper',
  'fault-replica-first',
  'faults-async',
  'faults-tuned',
];
/** The step after which the cluster stands with its entry point. */
const prepared = 'through-haproxy';
/** Milliseconds in which a cluster becomes whole and the rows are read back after a step's last command. */
const measuredWithin = 240_000;

const { values } = parseArgs({
  options: { runs: { type: 'string' }, steps: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) console.log(usage);
else await measure(Number(values.runs ?? 3), values.steps?.split(',') ?? steps);

async function measure(runs: number, chosen: readonly string[]): Promise<void> {
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs: a whole number from 1');
  await using lab = await startTestLab();
  const progress = (line: string) => console.error(line);
  const { failed } = await solve({ client: lab.client, until: prepared, print: progress });
  if (failed.length > 0) throw new Error(`the cluster does not stand: ${failed.join(', ')}`);
  const known = await lab.client.steps();
  for (const id of chosen) if (!known.some((step) => step.id === id)) throw new Error(`no step ${id}`);

  const measured = new Map<string, FaultRecord[]>();
  // Round by round, so that a change of the machine's load touches every fault alike.
  for (let round = 1; round <= runs; round += 1) {
    for (const id of chosen) {
      progress(`round ${round} of ${runs}: ${id}`);
      const record = await measureStep(lab, id, progress);
      measured.set(id, [...(measured.get(id) ?? []), record]);
    }
  }
  printTable([...measured].map(([id, records]) => describeRuns(id, records)));
}

async function measureStep(lab: TestLab, id: string, print: (line: string) => void): Promise<FaultRecord> {
  const before = (await settledRecords(lab)).length;
  const { failed } = await solve({ client: lab.client, until: null, only: [id], print });
  if (failed.length > 0) throw new Error(`${id}: ${failed.join(', ')}`);
  const records = await poll(
    () => settledRecords(lab),
    (found) => found.length > before,
    { within: measuredWithin, every: 1_000 },
  );
  const record = records.at(-1);
  if (records.length <= before || record === undefined) {
    throw new Error(`${id}: nothing was measured within ${measuredWithin / 1_000} s`);
  }
  return record;
}

/** The faults whose rows were read back: their measurement does not change any more. */
async function settledRecords(lab: TestLab): Promise<FaultRecord[]> {
  return toFaultRecords(await fetchTimeline(lab)).filter(({ lost, healthyAt }) => lost !== null && healthyAt !== null);
}
