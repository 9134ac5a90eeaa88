import path from 'node:path';
import { showCommand } from '../command.ts';
import { lookAtMachine } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { prepareMachine } from '../prepare.ts';
import type { Prepared } from '../prepare.ts';
import { say, step } from '../progress.ts';
import { printError, SetupError } from '../setup-error.ts';
import { labContainers, removeLeftovers } from './leftovers.ts';
import { readLicences } from './licences.ts';
import { bringProgram } from './program.ts';
import type { FoundProgram, TestProgram } from './program.ts';
import { asciinema, chromium, faketime, firefox, webKitDriver, xvfb, zsh } from './programs.ts';
import { runVitest } from './run-vitest.ts';
import type { Tally } from './tally.ts';
import { setLabAside } from './set-aside.ts';
import { auditSignatures } from './signatures.ts';
import { closing } from './verdict.ts';
import type { NotRun } from './verdict.ts';

const interruption = { requested: false };
const root = path.resolve(import.meta.dirname, '../../..');
const LINT_DEADLINE_MS = 10 * 60_000;
/** The browser tests that need an engine. */
const onCluster = ['tests/browser/whole-way.test.ts', 'tests/browser/solved-lab.test.ts'];
/** Other programs, each with the only test that needs it and is skipped without it. */
const others: readonly (readonly [TestProgram, string])[] = [
  [asciinema, 'asciinema в tests/server/recording/replay.test.ts'],
  [zsh, 'tests/server/terminal/zsh.test.ts'],
  [faketime, 'tests/faults/moved-clock.test.ts'],
  [firefox, 'Firefox в tests/pages/hostile-browsers.test.ts'],
  [webKitDriver, 'WebKit в tests/pages/hostile-browsers.test.ts'],
  [xvfb, 'WebKit в tests/pages/hostile-browsers.test.ts'],
];
const QUICK = ['unit', 'content', 'server'];
/** Without the cluster and the browser too, but they attack, kill and forge so often that it takes their time. */
const THOROUGH = ['security', 'faults', 'reports'];
// These tests wait for processes more than they compute; Vitest's own choice on two cores is one worker.
const QUICK_WORKERS = '--maxWorkers=8';
// Beside the cluster's tests, which have deadlines too.
const THOROUGH_WORKERS = '--maxWorkers=3';

async function runFast(args: readonly string[]): Promise<number> {
  return finish([await runVitest(root, QUICK, [QUICK_WORKERS, ...args])], []);
}

async function runAll(args: readonly string[]): Promise<number> {
  const machine = await lookAtMachine();
  const prepared = await prepare(machine);
  const noEngine = prepared.missing.length > 0 ? prepared.missing.join(' ') : undefined;
  const browser = await bring(machine, chromium);
  const noBrowser = 'missing' in browser ? browser.missing : undefined;
  const env = { ...process.env, ...asVariable(chromium, browser) };
  const without: NotRun[] = [];
  for (const [program, part] of others) {
    const found = await bring(machine, program);
    Object.assign(env, asVariable(program, found));
    if ('missing' in found) {
      without.push({ part, why: found.missing, notOffered: found.notOffered === true });
    }
  }
  try {
    await using _aside = await setLabAside();
    const before = await labContainers();
    const tallies: Tally[] = [];
    const notRun: NotRun[] = [];
    const part = async (name: string, why: string | undefined, run: () => Promise<Tally>): Promise<void> => {
      if (interruption.requested) notRun.push({ part: name, why: 'прервано.' });
      else if (why === undefined) tallies.push(await run());
      else notRun.push({ part: name, why });
    };
    await part(QUICK.join(', '), undefined, () => runVitest(root, QUICK, [QUICK_WORKERS, ...args], { env }));
    const held: Buffer[] = [];
    const hold = (output: Buffer) => void held.push(output);
    const beside = async () => {
      await part('npm run lint', undefined, () => lint(hold));
      const licences = await readLicences(root);
      tallies.push(licences.tally);
      hold(Buffer.from(`Лицензии зависимостей:\n${licences.lines.map((line) => `  ${line}\n`).join('')}`));
      const audit = await auditSignatures(root);
      if ('missing' in audit) notRun.push({ part: 'npm audit signatures', why: audit.missing, needsRegistry: true });
      else tallies.push(audit.tally);
      const thorough = [THOROUGH_WORKERS, ...args];
      await part(THOROUGH.join(', '), undefined, () => runVitest(root, THOROUGH, thorough, { env, hold }));
      await part('tests/pages', noBrowser, () => runVitest(root, ['pages'], args, { env, hold }));
    };
    // One after the other: the lab's container names and ports are fixed. These tests wait for the cluster most of the
    // time, which is enough for all that needs neither it nor a running lab.
    say('→ Вместе с tests/cluster идут npm run lint, долгие проверки и tests/pages; что они скажут — после него');
    await Promise.all([part('tests/cluster', noEngine, () => runVitest(root, ['cluster'], args)), beside()]);
    process.stdout.write(Buffer.concat(held));
    notRun.push(...without);
    const withoutCluster = noEngine === undefined ? [] : onCluster.flatMap((test) => ['--exclude', test]);
    await part('tests/browser', noBrowser, () => runVitest(root, ['browser'], [...withoutCluster, ...args], { env }));
    if (noEngine !== undefined) notRun.push({ part: onCluster.join(', '), why: noEngine });
    const removed = await removeLeftovers(before);
    if (removed.length > 0) say(`! Тесты оставили контейнеры ${removed.join(', ')}: убраны.`);
    return finish(tallies, notRun);
  } finally {
    const { engine } = prepared;
    if (engine !== undefined) await step('Останавливаю Docker Engine, запущенный для тестов', () => engine.stop());
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

async function bring(machine: Machine, program: TestProgram): Promise<FoundProgram> {
  try {
    return await bringProgram(machine, program);
  } catch (error) {
    return { missing: toReason(error) };
  }
}

/** How the tests are told where a program is. */
function asVariable({ variable }: TestProgram, found: FoundProgram): Record<string, string> {
  return 'missing' in found ? {} : { [variable]: found.executable };
}

function toReason(error: unknown): string {
  if (!(error instanceof SetupError)) throw error;
  printError(error);
  return `${error.message.split('\n')[0]} ${error.hint}`;
}

/** Formatting, linter, types, unused code. */
async function lint(hold: (output: Buffer) => void): Promise<Tally> {
  const options = { deadlineMs: LINT_DEADLINE_MS, cwd: root, hold };
  const code = await showCommand('npm', ['run', '--silent', 'lint'], options);
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: ['npm run lint: его слова — выше'] };
}

function finish(tallies: readonly Tally[], notRun: readonly NotRun[]): number {
  // Printed when everything else has been said: these are the last lines.
  const { text, exitCode } = closing(tallies, notRun, process.env['CI'] === 'true');
  process.once('exit', () => process.stdout.write(`\n${text}\n`));
  return exitCode;
}

// What was started and set aside is tidied up first; a second request ends at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruption.requested) process.exit(130);
    interruption.requested = true;
  });
}
const [first, ...rest] = process.argv.slice(2);
try {
  process.exitCode = first === '--fast' ? await runFast(rest) : await runAll(process.argv.slice(2));
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
