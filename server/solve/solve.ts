import type { FaultName } from '#protocol/fault.ts';
import type { Step, StepCheck, StepCommand } from '#protocol/step.ts';
import { poll, type LabClient } from './lab-client.ts';
import { likelyOutcome } from './likely-outcome.ts';

export type SolveOptions = {
  readonly client: LabClient;
  /** The step to stop after; null walks to the end. */
  readonly until: string | null;
  /** Walks these steps alone, in the lab's order, on a cluster that stands as they need it. */
  readonly only?: readonly string[];
  readonly print: (line: string) => void;
  /** Milliseconds that a check may take to pass after the step's last command: failover, rewind and a slow machine. */
  readonly checkDeadline?: number;
};

export type SolveResult = { readonly passed: number; readonly failed: readonly string[] };

/** Milliseconds that a terminal, a name of the cluster or, for a fault, a whole cluster may take to become available. */
const availableWithin = 120_000;
/** Refusals that pass by themselves. */
const passing = ['placeholder-unknown', 'terminal-busy', 'cluster-not-ready', 'probe-not-ready'];
/** Confirmed rows that a probe of its own writes before it is stopped. */
const probeRows = 40;
/** Milliseconds that they may take. */
const probeWithin = 30_000;
/** Milliseconds that a command waits for a terminal to become free before it interrupts what runs there. */
const politeFor = 3_000;

/**
 * Walks the lab as a student does: every command of every step in order, then the step's checks. What a fault will do
 * is predicted before it; what a step changes for an experiment goes back before its last undo.
 * Stops at the first step with a check that does not pass, since what follows builds on it.
 */
export async function solve({
  client,
  until,
  only,
  print,
  checkDeadline = 180_000,
}: SolveOptions): Promise<SolveResult> {
  const steps = await client.steps();
  if (until !== null && !steps.some((step) => step.id === until)) {
    throw new Error(`no step ${until}; there are ${steps.map((step) => step.id).join(', ')}`);
  }
  let passed = 0;
  for (const step of steps.filter(({ id }) => only === undefined || only.includes(id))) {
    print(`${step.id} — ${step.title}`);
    const failed = await solveStep(step);
    passed += step.checks.length - failed.length;
    if (failed.length > 0) return { passed, failed };
    if (step.id === until) break;
  }
  return { passed, failed: [] };

  async function solveStep(step: Step): Promise<string[]> {
    for (const path of step.changes) {
      await client.applyProposed(path);
      print(`  ✎ ${path}`);
    }
    if (step.fault !== null && !(await predict(step.fault))) return [`prediction of ${step.fault}`];
    const commands = step.commands.filter(({ optional }) => !optional);
    const lastUndo = commands.findLast(({ role }) => role === 'undo');
    for (const command of commands) {
      if (command === lastUndo) await putBack(step.changes);
      const failure = await runCommand(command);
      if (failure !== null) return [failure];
    }
    if (step.checks.some(({ id }) => id === 'probe-writes')) await tryProbe();
    const failed: string[] = [];
    for (const check of step.checks) if (!(await waitForCheck(check))) failed.push(check.id);
    return failed;
  }

  async function putBack(changes: readonly string[]): Promise<void> {
    for (const path of changes) {
      await client.restoreOriginal(path);
      print(`  ✎ ${path} as it came`);
    }
  }

  async function predict(fault: FaultName): Promise<boolean> {
    const started = performance.now();
    const taken = await poll(
      () => client.predict({ fault, ...likelyOutcome[fault] }),
      (accepted) => accepted,
      { within: availableWithin, every: 1_000 },
    );
    print(`  ${taken ? '›' : '✗'} prediction of ${fault}  ${since(started)}`);
    return taken;
  }

  async function tryProbe(): Promise<void> {
    const started = performance.now();
    await client.startProbe();
    const status = await poll(client.probe, (probe) => (probe?.acked ?? 0) >= probeRows, {
      within: probeWithin,
      every: 200,
    });
    await client.stopProbe();
    print(`  › probe: ${status?.acked ?? 0} rows confirmed  ${since(started)}`);
  }

  async function runCommand(command: StepCommand): Promise<string | null> {
    const started = performance.now();
    const begun = await poll(
      // What an earlier walk has left open in the terminal, a psql mostly, gives way after a while.
      () => client.startCommand(command.terminal, { ...command, interrupt: performance.now() - started > politeFor }),
      (answer) => 'id' in answer || !passing.includes(answer.refused),
      { within: availableWithin, every: 500 },
    );
    if (!('id' in begun)) {
      print(`  ✗ ${command.terminal}$ ${command.text}  ${since(started)}\n      ${begun.message}`);
      return command.id;
    }
    const end = await poll(
      () => client.command(begun.id),
      ({ state }) => state === 'ended' || state === 'lost' || (state === 'interactive' && command.opens !== null),
      { within: command.deadline * 1_000, every: 200 },
    );
    const text = end.text.replaceAll('\n', ' ');
    if (end.state === 'ended' || end.state === 'interactive') {
      const verdict = end.sqlState === null ? (end.exitCode ?? end.state) : `SQLSTATE ${end.sqlState}`;
      print(`  › ${command.terminal}$ ${text}  ${since(started)}  ${verdict}`);
      return null;
    }
    print(
      `  ✗ ${command.terminal}$ ${text}  ${since(started)}  ${end.state} after ${command.deadline} s\n${indent(end.output)}`,
    );
    return command.id;
  }

  async function waitForCheck(check: StepCheck): Promise<boolean> {
    const started = performance.now();
    const result = await poll(
      () => client.check(check.id),
      ({ outcome }) => outcome === 'passed',
      { within: checkDeadline, every: 1_000 },
    );
    const ok = result.outcome === 'passed';
    print(`  ${ok ? '✓' : '✗'} ${check.id}  ${since(started)}${ok ? '' : `  ${result.outcome}: ${result.message}`}`);
    return ok;
  }
}

function since(started: number): string {
  return `${((performance.now() - started) / 1_000).toFixed(1)} s`;
}

function indent(output: string): string {
  return output
    .trimEnd()
    .split('\n')
    .slice(-15)
    .map((line) => `      ${line}`)
    .join('\n');
}
