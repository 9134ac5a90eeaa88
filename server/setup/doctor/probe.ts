import type { DoctorLine } from '#protocol/doctor.ts';
import type { Machine } from '../machine.ts';

/** What every probe may look at. */
export type Circumstances = {
  readonly machine: Machine;
  /** The environment of Docker's client: its endpoint and context. */
  readonly env: NodeJS.ProcessEnv;
  /** Where runs and workspaces lie. */
  readonly labHome: string;
  /** Compose projects of the present runs: what they hold is no finding. */
  readonly projects: readonly string[];
};

/** One question to the machine; gives as many lines as it has findings. */
export type Probe = {
  readonly id: string;
  /** Said when the probe does not end in time. */
  readonly title: string;
  readonly look: (circumstances: Circumstances) => Promise<readonly DoctorLine[]>;
};
