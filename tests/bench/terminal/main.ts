import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, release, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prompt } from './client.ts';
import { judge } from './goals.ts';
import { writeLog } from './known-stream.ts';
import { createResults, type Results, spread } from './results.ts';
import { allRows } from './rows/all-rows.ts';
import type { Bench, Row } from './rows/row.ts';
import { startFloor } from './targets/floor.ts';
import { startOurs } from './targets/ours.ts';
import type { StartTarget, Target, TargetName, Workplace } from './targets/target.ts';
import { startTtyd } from './targets/ttyd.ts';
import { startWetty } from './targets/wetty.ts';

const usage = `npm run bench:terminal [-- --rounds N] [--only ROW,ROW] [--targets ours,ttyd,wetty,floor] [--json FILE]
  Measures our terminals beside ttyd, wetty, a floor of node-pty and ws, and what a pty, a WebSocket and xterm's parser
  do alone; all in turns, N times (5). Fetches ttyd and wetty into .lab/bench where the machine has none.
  Rows: ${allRows.map(({ id }) => id).join(', ')}`;

const starts = new Map<TargetName, StartTarget>([
  ['ours', startOurs],
  ['ttyd', startTtyd],
  ['wetty', startWetty],
  ['floor', startFloor],
]);
const cache = path.resolve(import.meta.dirname, '../../../.lab/bench');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    targets: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help) console.log(usage);
else await measure();

async function measure(): Promise<void> {
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: a whole number from 1');
  const only = options.only?.split(',');
  const rows = allRows.filter(({ id }) => only?.includes(id) ?? true);
  if (rows.length === 0 || only?.some((id) => !allRows.some((row) => row.id === id))) throw new Error(usage);

  await using stack = new AsyncDisposableStack();
  // A run that is stopped early leaves no server behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(1)));
  }
  const home = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  await mkdir(cache, { recursive: true });
  await writeFile(path.join(home, '.bashrc'), `PS1='${prompt}'\n`);
  const { NODE_COMPILE_CACHE: _cache, ...inherited } = process.env;
  const env = { ...inherited, HOME: home, SHELL: '/bin/bash', LC_ALL: 'C.UTF-8' };
  const workplace: Workplace = { home, cache, env };

  const absent = new Map<string, string>();
  const targets: Target[] = [];
  for (const [name, start] of starts) {
    if (options.targets?.split(',').includes(name) === false) continue;
    try {
      targets.push(stack.use(await start(workplace)));
    } catch (error) {
      absent.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  const bench: Bench = {
    workplace,
    targets,
    log: await writeLog(path.join(home, 'long.log'), 100_000_000),
    shortLog: await writeLog(path.join(home, 'short.log'), 10_000_000),
    startAnother: async (name) => {
      const start = starts.get(name);
      if (!start) throw new Error(`no target ${name}`);
      return start(workplace);
    },
  };
  const results = createResults();
  for (let round = 1; round <= rounds; round += 1) {
    for (const row of rows) await measureRow(row, bench, round, results);
  }
  print(rows, results, absent);
  if (options.json !== undefined) {
    const said = {
      at: new Date().toISOString(),
      machine: machine(),
      rounds,
      absent: [...absent],
      ...judgement(results),
    };
    await writeFile(options.json, `${JSON.stringify(said, null, 2)}\n`);
  }
}

function judgement(results: Results) {
  return { results: results.toJson(), goals: judge(results) };
}

/** One round of a row: every target in its turn, another one first in each round, and the limits after them. */
async function measureRow(row: Row, bench: Bench, round: number, results: Results): Promise<void> {
  const first = round % bench.targets.length;
  for (const target of [...bench.targets.slice(first), ...bench.targets.slice(0, first)]) {
    if (row.without?.includes(target.name)) continue;
    await note(row, target.name, round, results, () => row.measure(target, bench));
  }
  for (const [name, limit] of Object.entries(row.limits ?? {})) {
    await note(row, name, round, results, () => limit(bench));
  }
}

async function note(
  row: Row,
  column: string,
  round: number,
  results: Results,
  measured: () => ReturnType<Row['measure']>,
): Promise<void> {
  const begun = performance.now();
  const told = (text: string) =>
    console.error(
      `round ${round}: ${row.id} ${column}: ${text} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`,
    );
  try {
    const figures = await measured();
    results.add(row.id, column, figures);
    told(
      Object.entries(figures)
        .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toFixed(2) : value}`)
        .join(', '),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    told(reason);
    results.add(row.id, column, Object.fromEntries(Object.keys(row.figures).map((figure) => [figure, reason])));
  }
}

function print(rows: readonly Row[], results: Results, absent: ReadonlyMap<string, string>): void {
  console.log(machine());
  for (const [name, reason] of absent) console.log(`${name} could not be measured here: ${reason}`);
  const columns = results.columns();
  const lines = rows.flatMap((row) =>
    Object.entries(row.figures).map(([figure, title]) => {
      const cells = columns.map((column) => [column, spread(results.values(row.id, figure, column)) || '–']);
      return { what: title, ...Object.fromEntries(cells) };
    }),
  );
  console.table(lines);
  console.log('The goals, as ratios round by round where another server is named');
  console.table(judge(results));
}

function machine(): string {
  const [cpu] = cpus();
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}, Node ${process.version}`;
}
