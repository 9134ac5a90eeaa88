import type { ContainerRole } from '#protocol/cluster.ts';
import type { ContainerTestimony, DockerEvent } from '#protocol/witness.ts';

/** Why a container does not take part: it does not run, is frozen, or is cut off. */
type Absence = 'down' | 'paused' | 'cut';

/** A signal that ends a container, and who led when it was sent. */
export type DeadlySignal = { readonly signal: number; readonly at: number; readonly leader: string | null };

/** Which containers of the cluster take part, by what Docker tells of them. */
export type Presence = {
  readonly roleOf: (container: string) => ContainerRole | null;
  readonly isAway: (container: string) => boolean;
  /** When a signal was sent that its container has not died of yet; null otherwise. */
  readonly dyingSince: (container: string) => number | null;
  readonly named: (role: ContainerRole) => readonly string[];
  readonly leave: (container: string, why: Absence) => void;
  readonly comeBack: (event: DockerEvent) => void;
  readonly signal: (container: string, signal: DeadlySignal) => void;
  /** The first deadly signal since the container was started; it is over with the death. */
  readonly takeSignal: (container: string) => DeadlySignal | null;
  /** Takes Docker's own list for the truth: whoever watches anew has missed events. */
  readonly resync: (containers: readonly ContainerTestimony[]) => void;
  readonly learn: (container: string, role: ContainerRole) => void;
  readonly forget: (container: string) => void;
};

const endedBy = { start: 'down', unpause: 'paused', connect: 'cut' } as const satisfies Partial<
  Record<DockerEvent['action'], Absence>
>;

/** Makes the presence of a run whose containers nobody has named yet. */
export function createPresence(): Presence {
  const roles = new Map<string, ContainerRole>();
  const absences = new Map<string, Set<Absence>>();
  const signals = new Map<string, DeadlySignal>();

  function leave(container: string, why: Absence): void {
    const reasons = absences.get(container) ?? new Set();
    absences.set(container, reasons.add(why));
  }

  return {
    roleOf: (container) => roles.get(container) ?? null,
    isAway: (container) => (absences.get(container)?.size ?? 0) > 0,
    dyingSince: (container) => signals.get(container)?.at ?? null,
    named: (role) => [...roles].filter(([, of]) => of === role).map(([name]) => name),
    leave,
    comeBack({ container, action }) {
      if (action !== 'start' && action !== 'unpause' && action !== 'connect') return;
      const reasons = absences.get(container);
      reasons?.delete(endedBy[action]);
      if (action !== 'start') return;
      // Whatever it was before, a container that is started is neither frozen nor dying; it is back in its networks too.
      reasons?.clear();
      signals.delete(container);
    },
    signal(container, signal) {
      if (!signals.has(container)) signals.set(container, signal);
    },
    takeSignal(container) {
      const signal = signals.get(container) ?? null;
      signals.delete(container);
      return signal;
    },
    resync(containers) {
      absences.clear();
      signals.clear();
      // What was removed meanwhile is away, unless it was HAProxy: the lab's first parts do without.
      for (const [name, role] of roles) {
        if (role === 'entrypoint') roles.delete(name);
        else leave(name, 'down');
      }
      for (const { name, role, state, connected } of containers) {
        roles.set(name, role);
        absences.delete(name);
        if (state === 'paused') leave(name, 'paused');
        else if (state !== 'running') leave(name, 'down');
        else if (!connected) leave(name, 'cut');
      }
    },
    learn(container, role) {
      // A container that was just made has no role yet.
      if (role !== 'other' || !roles.has(container)) roles.set(container, role);
    },
    forget: (container) => {
      roles.delete(container);
      absences.delete(container);
      signals.delete(container);
    },
  };
}
