import type { CheckOutcome, CheckResult } from '#protocol/check.ts';
import type { ClusterView } from '#protocol/cluster.ts';
import type { Mistake } from '#protocol/configuration.ts';
import type { FaultRecord } from '#protocol/fault.ts';
import type { ProbeLog } from '#protocol/outage/probe-log.ts';
import type { WitnessReport } from '#protocol/witness.ts';

import type { Fact } from './facts/fact.ts';
import { mistakeBehind, sayMistake } from './explained-checks.ts';

/** What a check judges: the cluster now, and what the journal tells. */
export type Evidence = {
  readonly view: ClusterView;
  /** In their order. */
  readonly facts: readonly Fact[];
  /** Every fault of the run with its measurement. */
  readonly records: readonly FaultRecord[];
  readonly probes: readonly ProbeLog[];
  /** What every witness said last. */
  readonly reports: readonly WitnessReport[];
  /** Known mistakes of the student's files, where they were looked for. */
  readonly mistakes?: readonly Mistake[];
};

/** A check's answer before it has its id and its sentence. `advice` says what to do, or names the mistake. */
export type Verdict = {
  readonly outcome: CheckOutcome;
  readonly observed: string;
  readonly expected: string;
  readonly advice: string;
};

/**
 * A question about the run, asked by effects.
 * `now`: true at this moment, and may turn back. `happened`: its evidence is a fact of the journal, and stays.
 */
export type Check = {
  readonly id: string;
  readonly lasts: 'now' | 'happened';
  /** What is expected, in Russian, as the end of «Ожидается: …». */
  readonly expected: string;
  readonly judge: (evidence: Evidence, answer: Answers) => Verdict;
};

/** The three answers, with the check's own expectation already in them. */
export type Answers = {
  readonly passed: (observed: string) => Verdict;
  readonly notYet: (observed: string, advice: string) => Verdict;
  readonly couldNotRun: (observed: string, advice: string) => Verdict;
};

/** Declares a check; the id is the one that the steps name. */
export function defineCheck(check: Check): Check {
  return check;
}

/**
 * Asks a check. Without Docker Engine nothing can be said about now; what happened, happened.
 */
export function runCheck(check: Check, evidence: Evidence): CheckResult {
  const { docker } = evidence.view;
  const answers = answersFor(check.expected);
  if (docker.problem === null) return toResult(check.id, withMistake(check, check.judge(evidence, answers), evidence));
  if (check.lasts === 'happened') {
    const verdict = check.judge(evidence, answers);
    if (verdict.outcome === 'passed') return toResult(check.id, verdict);
  }
  return toResult(
    check.id,
    answers.couldNotRun(docker.problem, 'Это не ваша ошибка: запустите Docker, и проверка повторится сама.'),
  );
}

/** Where the student's files hold a known mistake that may be the reason, the advice names it. */
function withMistake({ id }: Check, verdict: Verdict, { mistakes = [] }: Evidence): Verdict {
  const mistake = verdict.outcome === 'not-yet' ? mistakeBehind(id, mistakes) : null;
  if (mistake === null) return verdict;
  return { ...verdict, advice: `${sayMistake(mistake)} ${verdict.advice}`.trim() };
}

function answersFor(expected: string): Answers {
  return {
    passed: (observed) => ({ outcome: 'passed', observed, expected, advice: '' }),
    notYet: (observed, advice) => ({ outcome: 'not-yet', observed, expected, advice }),
    couldNotRun: (observed, advice) => ({ outcome: 'could-not-run', observed, expected, advice }),
  };
}

function toResult(id: string, { outcome, observed, expected, advice }: Verdict): CheckResult {
  const seen = `${capital(observed)}.`;
  const message = outcome === 'passed' ? seen : `${seen} Ожидается: ${expected}. ${advice}`.trim();
  return { id, outcome, message, observed, expected };
}

/** A name such as pg-master stays as it is spelt, also at the beginning. */
function capital(text: string): string {
  return text.replace(/^[а-яё]/, (letter) => letter.toUpperCase());
}
