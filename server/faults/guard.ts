import type { Step } from '#protocol/step.ts';
import { type Wholeness, wholeness } from '#protocol/wholeness.ts';
import type { ClusterWatch } from '../cluster/watch/cluster-watch.ts';
import { DeadlineError, withDeadline } from '../cluster/deadline.ts';
import type { Probe } from '../probe/probe.ts';
import { clusterNotReady, probeNotReady } from './errors.ts';
import type { OpenFault } from './recogniser.ts';

export type GuardOptions = {
  readonly witnesses: Pick<ClusterWatch, 'hold' | 'reports' | 'onChange'>;
  readonly probe: Pick<Probe, 'start' | 'stop' | 'status' | 'onStatus'>;
  readonly open: () => OpenFault | null;
  readonly now: () => number;
};

/** Lets a command that causes a fault pass only where its effect can be measured. */
export type Guard = {
  /**
   * Before a step's command that causes a fault: waits for a whole cluster and a probe whose writes are confirmed,
   * a few seconds at most. Every other command passes at once.
   * @throws LabError 409 `cluster-not-ready` with what is stuck, or `probe-not-ready`
   */
  readonly admit: (stepCommand: string | null, steps: readonly Step[]) => Promise<void>;
};

/** Milliseconds. */
const deadlines = {
  /** Whoever begins to watch has heard every witness after this; whoever has watched for a while waits no longer. */
  whole: 6_000,
  started: 15_000,
  writing: 10_000,
} as const;
/** A second's worth of confirmed writes shows the rhythm that a fault breaks. */
const ackedFirst = 20;
const every = 100;

/** Makes the guard of a run. */
export function createGuard({ witnesses, probe, open, now }: GuardOptions): Guard {
  async function untilWhole(): Promise<Wholeness> {
    const deadline = performance.now() + deadlines.whole;
    for (;;) {
      const judged = wholeness(witnesses.reports(), now());
      const watched = witnesses.reports().some(({ changedAt }) => now() - changedAt > deadlines.whole);
      if (judged.whole || watched || performance.now() > deadline) return judged;
      await pause(every);
    }
  }

  async function untilWriting(): Promise<void> {
    const deadline = performance.now() + deadlines.writing;
    for (;;) {
      const status = probe.status();
      const acked = status?.acked ?? 0;
      if (status?.state === 'writing' && acked >= ackedFirst && status.outage === null) return;
      if (performance.now() > deadline) {
        throw probeNotReady(acked, ackedFirst, deadlines.writing / 1_000, status?.problem ?? null);
      }
      await pause(every);
    }
  }

  /** The second half of the two-node trap: the replica is away on purpose. */
  function belongsToTrap(step: Step): boolean {
    return step.fault === 'replica-first' && open()?.fault === 'replica-first';
  }

  return {
    async admit(stepCommand, steps) {
      const step = steps.find(({ commands }) =>
        commands.some(({ id, role }) => id === stepCommand && role === 'fault'),
      );
      if (step === undefined || belongsToTrap(step)) return;
      using _held = witnesses.hold();
      const { whole, stuck } = await untilWhole();
      if (!whole) throw clusterNotReady(stuck);
      const ours = probe.status()?.state !== 'writing';
      try {
        if (ours) await withDeadline('начало зонда', deadlines.started, probe.start('fault'));
        await untilWriting();
      } catch (error) {
        if (ours && probe.status()?.state === 'writing') await probe.stop('recovered');
        if (error instanceof DeadlineError)
          throw probeNotReady(0, ackedFirst, deadlines.started / 1_000, error.message);
        throw error;
      }
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
