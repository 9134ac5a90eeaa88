import type { FaultEvent, FaultRecord, Prediction } from '#protocol/fault.ts';
import type { FaultBook } from '#protocol/fault-records.ts';
import type { EventBody } from '#protocol/journal.ts';
import { timelineKinds } from '#protocol/timeline.ts';
import type { ClusterWatch } from '../cluster/watch/cluster-watch.ts';
import { readAll, type Journal } from '../journal/journal.ts';
import type { Probe } from '../probe/probe.ts';
import { createEnding } from './ending.ts';
import { faultRuns } from './errors.ts';
import { createGuard, type Guard } from './guard.ts';
import { createRecogniser } from './recogniser.ts';

/** The run's disturbances: recognised, guarded, predicted and measured. */
export type Faults = AsyncDisposable & {
  readonly admit: Guard['admit'];
  readonly records: () => readonly FaultRecord[];
  /**
   * Keeps what the student expects of a fault.
   * @throws LabError 409 `fault-runs` from its beginning until the cluster is whole again
   */
  readonly predict: (prediction: Prediction) => void;
};

export type FaultsOptions = {
  readonly journal: Journal;
  readonly book: FaultBook;
  readonly witnesses: ClusterWatch;
  readonly probe: Probe;
  readonly report: (error: unknown) => void;
};

/** Follows the run's journal; what it showed before the server was started is caught up on. */
export function createFaults({ journal, book, witnesses, probe, report }: FaultsOptions): Faults {
  const recogniser = createRecogniser();
  const kinds: readonly EventBody['kind'][] = timelineKinds.filter((kind) => kind !== 'probe-batch');
  const seen: FaultEvent[] = [];
  const told = new Set<string>();
  for (const event of readAll(journal, 1, kinds)) {
    seen.push(...recogniser.add(event));
    if (event.body.kind === 'fault') told.add(nameOf(event.body));
  }
  // A server that was killed between an event and what follows from it had no time to write that down.
  const newest = Math.max(0, ...[...told].map((name) => Number(/\d+/.exec(name)?.[0] ?? 0)));
  for (const event of seen) {
    const number = Number(event.id.replace('fault-', ''));
    if (number >= newest && !told.has(nameOf(event))) journal.append({ kind: 'fault', ...event });
  }
  const following = journal.follow((event) => {
    for (const fault of recogniser.add(event)) journal.append({ kind: 'fault', ...fault });
  });
  const guard = createGuard({ witnesses, probe, open: recogniser.open, now: () => journal.now() });
  const ending = createEnding({
    witnesses,
    probe,
    begunByFault: (name) => book.probes().some((log) => log.probe === name && log.startedBy === 'fault'),
    records: book.records,
    now: () => journal.now(),
    report,
  });

  return {
    admit: guard.admit,
    records: book.records,
    predict(prediction) {
      const runs = book.records().some(({ fault, healthyAt }) => fault === prediction.fault && healthyAt === null);
      if (runs) throw faultRuns();
      journal.append({ kind: 'prediction', ...prediction });
    },
    async [Symbol.asyncDispose]() {
      following[Symbol.dispose]();
      await ending[Symbol.asyncDispose]();
    },
  };
}

function nameOf({ id, state }: Pick<FaultEvent, 'id' | 'state'>): string {
  return `${id} ${state}`;
}
