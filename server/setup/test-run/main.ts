import path from 'node:path';
import { showCommand } from '../command.ts';
import { lookAtMachine } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { prepareMachine } from '../prepare.ts';
import type { Prepared } from '../prepare.ts';
import { say, step } from '../progress.ts';
import { printError, SetupError } from '../setup-error.ts';
import { bringChromium } from './chromium.ts';
import { labContainers, removeLeftovers } from './leftovers.ts';
import { runVitest } from './run-vitest.ts';
import type { Tally } from './tally.ts';
import { closing } from './verdict.ts';
import type { NotRun } from './verdict.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const LINT_DEADLINE_MS = 10 * 60_000;
const QUICK = ['unit', 'content', 'server'];
// These tests wait for processes more than they compute; Vitest's own choice on two cores is one worker.
const QUICK_WORKERS = '--maxWorkers=4';

async function runFast(args: readonly string[]): Promise<number> {
  return finish([await runVitest(root, QUICK, [QUICK_WORKERS, ...args])], []);
}

async function runAll(args: readonly string[]): Promise<number> {
  const machine = await lookAtMachine();
  const prepared = await prepare(machine);
  const noEngine = prepared.missing.length > 0 ? prepared.missing.join(' ') : undefined;
  const chromium = await bringChromium(machine).catch((error: unknown) => ({ missing: toReason(error) }));
  const noBrowser = noEngine ?? ('missing' in chromium ? chromium.missing : undefined);
  const env = 'missing' in chromium ? process.env : { ...process.env, LAB_CHROMIUM: chromium.executable };
  const before = await labContainers();
  try {
    const tallies = [await lint(), await runVitest(root, QUICK, [QUICK_WORKERS, ...args])];
    const notRun: NotRun[] = [];
    // One after the other: the lab's container names and ports are fixed.
    if (noEngine === undefined) tallies.push(await runVitest(root, ['cluster'], args));
    else notRun.push({ part: 'tests/cluster', why: noEngine });
    if (noBrowser === undefined) tallies.push(await runVitest(root, ['browser'], args, env));
    else notRun.push({ part: 'tests/browser', why: noBrowser });
    return finish(tallies, notRun);
  } finally {
    await cleanUp(prepared, before);
  }
}

/** Calling `npm test` is the consent to bring what the tests need; what cannot be brought is told, and the rest runs. */
async function prepare(machine: Machine): Promise<Prepared> {
  try {
    return await prepareMachine(machine, { images: 'always', consent: async () => true });
  } catch (error) {
    return { missing: [toReason(error)], engine: undefined };
  }
}

function toReason(error: unknown): string {
  if (!(error instanceof SetupError)) throw error;
  printError(error);
  return `${error.message.split('\n')[0]} ${error.hint}`;
}

async function lint(): Promise<Tally> {
  say('→ Форматирование, линтер, типы, неиспользуемый код (npm run lint)');
  const code = await showCommand('npm', ['run', '--silent', 'lint'], { deadlineMs: LINT_DEADLINE_MS, cwd: root });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function cleanUp(prepared: Prepared, before: readonly string[]): Promise<void> {
  const removed = await removeLeftovers(before);
  if (removed.length > 0) say(`! Тесты оставили контейнеры ${removed.join(', ')}: убраны.`);
  const { engine } = prepared;
  if (engine !== undefined) await step('Останавливаю Docker Engine, запущенный для тестов', () => engine.stop());
}

function finish(tallies: readonly Tally[], notRun: readonly NotRun[]): number {
  // Printed when everything else has been said: these are the last lines.
  const { text, exitCode } = closing(tallies, notRun, process.env['CI'] === 'true');
  process.once('exit', () => process.stdout.write(`\n${text}\n`));
  return exitCode;
}

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
const [first, ...rest] = process.argv.slice(2);
try {
  process.exitCode = first === '--fast' ? await runFast(rest) : await runAll(process.argv.slice(2));
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
