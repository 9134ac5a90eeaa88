import type { CheckResult } from '#protocol/check.ts';
import type { ClusterView } from '#protocol/cluster.ts';
import type { Mistake } from '#protocol/configuration.ts';
import type { FaultBook } from '#protocol/fault-records.ts';
import type { JournalEvent } from '#protocol/journal.ts';

import { findCheck } from '#checks/all-checks.ts';
import { createSightings } from '#checks/claims/sightings.ts';
import { runCheck } from '#checks/define-check.ts';
import { isExplained } from '#checks/explained-checks.ts';
import { type Fact, factOf, factsAmong } from '#checks/facts/fact.ts';
import { findFacts } from '#checks/facts/find-facts.ts';

import type { ClusterObserver } from '../cluster/observer.ts';
import { observationOf } from './observation.ts';

/** What the runner needs of the journal. */
export type CheckJournal = {
  append(body: JournalEvent['body']): JournalEvent;
  read(from: number, limit?: number, kinds?: readonly JournalEvent['body']['kind'][]): JournalEvent[];
  follow(listener: (event: JournalEvent) => void): Disposable;
};

/** Asks checks by their ids. */
export type CheckRunner = {
  /**
   * Looks at the cluster, writes what happened to the journal, then judges; without ids it only looks.
   * One look at a time: calls that come meanwhile are judged over the same view.
   */
  readonly run: (ids: readonly string[]) => Promise<readonly CheckResult[]>;
};

/** Makes the runner of one run; it knows the journal's facts and follows the new ones. */
export function createCheckRunner({
  observer,
  journal,
  book,
  mistakes,
}: {
  readonly observer: ClusterObserver;
  readonly journal: CheckJournal;
  /** The journal's faults and measurements; it follows the journal by itself. */
  readonly book: Pick<FaultBook, 'records' | 'probes' | 'reports'>;
  /** The known mistakes of the student's files; asked while a check that they may explain does not pass. */
  readonly mistakes?: () => Promise<readonly Mistake[]>;
}): CheckRunner {
  const facts: Fact[] = [];
  const outcomes = new Map<string, string>();
  /** The checks whose first pass the journal can show again. */
  const shown = new Set<string>();
  const sightings = createSightings();
  for (const event of readFrom(journal)) {
    const observation = sightings.add(event);
    if (event.body.kind === 'check-result') {
      const { id, outcome } = event.body.result;
      outcomes.set(id, outcome);
      if (outcome === 'passed' && observation !== null) shown.add(id);
    } else facts.push(...factsAmong([event]));
  }
  journal.follow((event) => {
    const fact = factOf(event);
    if (fact !== null) facts.push(fact);
  });

  let previous: ClusterView | null = null;
  let looking: Promise<ClusterView> | null = null;

  const look = async (): Promise<ClusterView> => {
    const view = await observer.observe();
    // An observation may be shared with somebody else who asked a moment ago.
    if (view !== previous) {
      for (const { fact, detail } of findFacts(previous, view, facts)) journal.append({ kind: 'fact', fact, detail });
      previous = view;
    }
    return view;
  };

  return {
    async run(ids) {
      looking ??= look().finally(() => {
        looking = null;
      });
      const view = await looking;
      const first = ids.map((id) => judge(id, view, []));
      const explain = first.some(({ id, outcome }) => outcome === 'not-yet' && isExplained(id)) ? mistakes : undefined;
      // Judged again after the wait: what is written must follow from the journal as it stands then.
      const known = await explain?.();
      const results = known === undefined ? first : ids.map((id) => judge(id, view, known));
      write(view, results);
      return results;
    },
  };

  /** Results that differ from the last ones; what a check of the kind `now` saw when it passed for the first time goes before. */
  function write(view: ClusterView, results: readonly CheckResult[]): void {
    const seen = results.filter((result) => isNewSight(result));
    const news = results.filter((result) => outcomes.get(result.id) !== result.outcome && !seen.includes(result));
    for (const result of news) writeResult(result);
    if (seen.length === 0) return;
    const observation = observationOf(view);
    if (observation !== null) journal.append(observation);
    for (const result of seen) {
      writeResult(result);
      shown.add(result.id);
    }
  }

  function isNewSight({ id, outcome }: CheckResult): boolean {
    return outcome === 'passed' && !shown.has(id) && findCheck(id)?.lasts === 'now';
  }

  function writeResult(result: CheckResult): void {
    outcomes.set(result.id, result.outcome);
    journal.append({ kind: 'check-result', result });
  }

  function judge(id: string, view: ClusterView, known: readonly Mistake[]): CheckResult {
    const check = findCheck(id);
    const [records, probes, reports] = [book.records(), book.probes(), book.reports()];
    const evidence = { view, facts, records, probes, reports, mistakes: known };
    if (check !== undefined) return runCheck(check, evidence);
    const observed = `проверки ${id} в этой версии лаборатории нет`;
    return { id, outcome: 'could-not-run', message: `${observed}.`, observed, expected: 'известная проверка' };
  }
}

const page = 1_000;

function* readFrom(journal: CheckJournal): Iterable<JournalEvent> {
  for (let from = 1; ;) {
    const events = journal.read(from, page, ['fact', 'command-ended', 'observation', 'check-result']);
    yield* events;
    const last = events.at(-1);
    if (last === undefined || events.length < page) return;
    from = last.seq + 1;
  }
}
