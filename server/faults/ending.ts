import type { FaultRecord } from '#protocol/fault.ts';
import { wholeness } from '#protocol/wholeness.ts';
import type { ClusterWatch } from '../cluster/watch/cluster-watch.ts';
import type { Probe } from '../probe/probe.ts';

export type EndingOptions = {
  readonly witnesses: Pick<ClusterWatch, 'reports'>;
  readonly probe: Pick<Probe, 'stop' | 'status'>;
  /** Whether the probe was begun by a fault's command. */
  readonly begunByFault: (probe: string) => boolean;
  readonly records: () => readonly FaultRecord[];
  readonly now: () => number;
  readonly report: (error: unknown) => void;
};

/** Milliseconds. */
const every = 500;
/** The cluster must have been whole this long, so that an old answer does not pass for a new one. */
const wholeFor = 3_000;
/** The last confirmed write must be younger than this. */
const ackedWithin = 1_000;
/** A command that was admitted and caused nothing: its probe is not left writing. */
const withoutFault = 180_000;

/** Ends a probe that was begun by a fault once the fault is undone, the cluster whole and writes go through again. */
export function createEnding(options: EndingOptions): AsyncDisposable {
  const { witnesses, probe, begunByFault, records, now, report } = options;
  let wholeSince: number | null = null;
  let stopping: Promise<unknown> | null = null;
  const timer = setInterval(look, every);
  timer.unref();

  function look(): void {
    const status = probe.status();
    if (status === null || status.state !== 'writing' || stopping !== null || !begunByFault(status.probe)) {
      wholeSince = null;
      return;
    }
    const at = now();
    wholeSince = wholeness(witnesses.reports(), at).whole ? (wholeSince ?? at) : null;
    const mine = records().filter((record) => record.beganAt >= status.startedAt);
    if (mine.length === 0 ? at - status.startedAt < withoutFault : mine.some(({ undoneAt }) => undoneAt === null)) {
      return;
    }
    const undoneAt = Math.max(0, ...mine.map((record) => record.undoneAt ?? 0));
    const since = Math.max(wholeSince ?? Infinity, undoneAt);
    if (at - since < wholeFor || at - (status.lastAckAt ?? 0) > ackedWithin) return;
    stopping = probe
      .stop('recovered')
      .catch(report)
      .finally(() => {
        stopping = null;
      });
  }

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await stopping;
    },
  };
}
