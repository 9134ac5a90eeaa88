import type { CheckResult } from '#protocol/check.ts';
import type { ClusterView } from '#protocol/cluster.ts';
import { createFaultBook } from '#protocol/fault-records.ts';
import type { JournalEvent } from '#protocol/journal.ts';

import { allChecks } from '../all-checks.ts';
import { type Check, type Evidence, runCheck } from '../define-check.ts';
import { type Fact, factOf } from '../facts/fact.ts';
import type { Held } from './define-claim.ts';
import { noView } from './no-view.ts';
import { createSightings, type Observation } from './sightings.ts';

/** A check that does not hold over the journal, and why, in Russian: a whole sentence. */
export type NotHeld = { readonly why: string };

/** What the checks say of a journal, judged anew from its evidence. */
export type HeldChecks = {
  readonly add: (event: JournalEvent) => void;
  /** Whether a check holds where it passed first, or over the whole run. */
  readonly held: (id: string, judged: 'first' | 'end') => Held | NotHeld;
};

/** What became of one check. */
type Standing = {
  first: Held | null;
  /** A passing result stands in the journal. */
  passed: boolean;
  /** What the judge said of the last passing result that does not hold. */
  refuted: string | null;
  tries: number;
  last: CheckResult | null;
};

/** Passing results of one check that are judged before it is given up: a true one holds at the first. */
const mostTries = 10;

const checks: ReadonlyMap<string, Check> = new Map(allChecks.map((check) => [check.id, check]));

/**
 * Begins at the head of a run.
 * @param atFirst the checks that are asked for where they passed first
 */
export function beginHeldChecks(atFirst: ReadonlySet<string>): HeldChecks {
  const facts: Fact[] = [];
  const book = createFaultBook();
  const sightings = createSightings();
  const standings = new Map<string, Standing>();
  let lastSeen: ClusterView = noView;
  let lastAt = 0;

  /** Measurements are worked out only for the checks that ask for them. */
  function evidenceNow(view: ClusterView): Evidence {
    let records: Evidence['records'] | null = null;
    return {
      view,
      facts: [...facts],
      get records() {
        records ??= book.records();
        return records;
      },
      probes: book.probes(),
      reports: book.reports(),
    };
  }

  function judge(check: Check, view: ClusterView, at: number, observation: Observation | null): Held | string {
    const evidence = evidenceNow(view);
    const { outcome, observed } = runCheck(check, evidence);
    if (outcome !== 'passed') return observed;
    return { observed, evidence, at, observation: observation && { seq: observation.seq, at: observation.at } };
  }

  function addResult(result: CheckResult, at: number, observation: Observation | null): void {
    const check = checks.get(result.id);
    if (check === undefined) return;
    const standing = standings.get(check.id) ?? fresh();
    standings.set(check.id, standing);
    standing.last = result;
    if (result.outcome !== 'passed') return;
    standing.passed = true;
    if (!atFirst.has(check.id) || standing.first !== null || standing.tries >= mostTries) return;
    if (check.lasts === 'now' && observation === null) return;
    standing.tries += 1;
    const held = judge(check, observation?.body.view ?? lastSeen, at, check.lasts === 'now' ? observation : null);
    if (typeof held === 'string') standing.refuted = held;
    else standing.first = held;
  }

  return {
    add(event) {
      book.add(event);
      lastAt = event.at;
      const fact = factOf(event);
      if (fact !== null) facts.push(fact);
      const observation = sightings.add(event);
      if (event.body.kind === 'observation') lastSeen = event.body.view;
      if (event.body.kind === 'check-result') addResult(event.body.result, event.at, observation);
    },
    held(id, judged) {
      const check = checks.get(id);
      const standing = standings.get(id);
      if (check === undefined || standing === undefined) {
        return { why: 'До этой проверки прохождение не дошло.' };
      }
      if (!standing.passed) {
        return { why: `Проверка не прошла ни разу; последний её ответ: ${standing.last?.observed ?? 'его нет'}.` };
      }
      if (judged === 'end') {
        const held = judge(check, lastSeen, lastAt, null);
        return typeof held === 'string' ? refutation(held) : held;
      }
      if (standing.first !== null) return standing.first;
      if (standing.refuted !== null) return refutation(standing.refuted);
      return { why: 'Проверка отмечена пройденной, но наблюдения, по которому она прошла, в журнале нет.' };
    },
  };
}

function fresh(): Standing {
  return { first: null, passed: false, refuted: null, tries: 0, last: null };
}

function refutation(observed: string): NotHeld {
  return { why: `Проверка отмечена пройденной, но записанное этого не подтверждает: ${observed}.` };
}
