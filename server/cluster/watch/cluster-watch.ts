import type { ContainerRole } from '#protocol/cluster.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Adapters, ClusterOptions } from '../adapters.ts';
import { createDesk } from './desk.ts';
import { createDoorbell } from './doorbell.ts';
import { openWitnesses } from './witnesses.ts';

/** Watches the five witnesses while somebody wants to know, and writes down every change of what they say. */
export type ClusterWatch = AsyncDisposable & {
  /** Watches until the returned interest is disposed. */
  hold(): Disposable;
  /** Watches for some minutes though nobody holds: what a command sets off is seen to its end. */
  nudge(): void;
  /** What every witness said last. */
  reports(): readonly WitnessReport[];
  /** Calls `listener` when a witness has changed its mind; ages and gauges change without it. */
  onChange(listener: () => void): Disposable;
};

export type ClusterWatchOptions = {
  readonly cluster: ClusterOptions;
  readonly adapters: Adapters;
  readonly journal: Pick<Journal, 'append' | 'now'>;
  readonly report: (error: unknown) => void;
};

/** A killed server's gap is known to this many milliseconds. */
const goesOnEvery = 5_000;
const nudgeFor = 300_000;
/** A page that is left for the next one comes back at once: the witnesses are not sent away for that. */
const restAfter = 3_000;

/** Makes a watch that rests until it is held, or until a container of the project leaves. */
export function createClusterWatch({ cluster, adapters, journal, report }: ClusterWatchOptions): ClusterWatch {
  const desk = createDesk(journal, report);
  const holders = new Set<symbol>();
  let witnesses: AsyncDisposable | null = null;
  let beat: NodeJS.Timeout | undefined;
  let rest: NodeJS.Timeout | undefined;
  let nudged: NodeJS.Timeout | undefined;
  let turning: Promise<void> = Promise.resolve();
  let disposed = false;

  /** Begins or ends, one at a time: the next look at who holds decides. */
  const turn = () => {
    turning = turning.then(settle).catch(report);
  };

  const settle = async () => {
    const wanted = !disposed && holders.size > 0;
    if (wanted && witnesses === null) {
      desk.begin();
      witnesses = openWitnesses({ cluster, adapters, desk, report });
      beat = setInterval(() => desk.note({ kind: 'watch', state: 'goes-on' }), goesOnEvery);
    } else if (!wanted && witnesses !== null) {
      clearInterval(beat);
      const leaving = witnesses;
      witnesses = null;
      await leaving[Symbol.asyncDispose]();
      desk.note({ kind: 'watch', state: 'ended' });
    }
  };

  const hold = (): Disposable => {
    const mine = Symbol('holder');
    holders.add(mine);
    clearTimeout(rest);
    turn();
    return {
      [Symbol.dispose]() {
        if (!holders.delete(mine) || holders.size > 0 || disposed) return;
        clearTimeout(rest);
        rest = setTimeout(turn, restAfter);
      },
    };
  };
  let nudge: Disposable | null = null;
  const holdForAWhile = () => {
    if (disposed) return;
    nudge ??= hold();
    clearTimeout(nudged);
    nudged = setTimeout(() => {
      nudge?.[Symbol.dispose]();
      nudge = null;
    }, nudgeFor);
  };
  const doorbell = createDoorbell({
    docker: adapters.docker,
    project: cluster.project,
    isResting: () => witnesses === null && !disposed,
    roleOf: (container) => roleIn(desk.reports(), container),
    note: (body) => desk.note(body),
    ring: holdForAWhile,
  });

  return {
    hold,
    nudge: holdForAWhile,
    reports: () => desk.reports(),
    onChange: (listener) => desk.onChange(listener),
    async [Symbol.asyncDispose]() {
      disposed = true;
      clearTimeout(rest);
      clearTimeout(nudged);
      turn();
      await Promise.all([turning, doorbell[Symbol.asyncDispose]()]);
    },
  };
}

/** What Docker's list said last that a container is. */
function roleIn(reports: readonly WitnessReport[], container: string): ContainerRole {
  for (const { testimony } of reports) {
    if (testimony?.witness !== 'docker') continue;
    return testimony.containers.find(({ name }) => name === container)?.role ?? 'other';
  }
  return 'other';
}
