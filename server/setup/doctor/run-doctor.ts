import { setTimeout as delay } from 'node:timers/promises';
import type { DoctorLine, DoctorReport } from '#protocol/doctor.ts';
import { lookAtMachine } from '../machine.ts';
import { composeProbe } from './compose-probe.ts';
import { diskProbe } from './disk-probe.ts';
import { engineProbe } from './engine-probe.ts';
import { imagesProbe } from './images-probe.ts';
import { memoryProbe } from './memory-probe.ts';
import { portsProbe } from './ports-probe.ts';
import type { Circumstances, Probe } from './probe.ts';
import { staleLabProbe } from './stale-lab-probe.ts';

const PROBES: readonly Probe[] = [
  engineProbe,
  composeProbe,
  imagesProbe,
  portsProbe,
  staleLabProbe,
  diskProbe,
  memoryProbe,
];

/** Without these two no command of the lab can work; anything else can be worked around. */
const NEEDED = new Set(['engine', 'compose']);

export type DoctorOptions = {
  readonly labHome: string;
  /** Compose projects of the present runs. */
  readonly projects?: readonly string[];
  /** The environment of Docker's client. */
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds that one probe may take. */
  readonly deadlineMs?: number;
};

/** Asks the machine everything at once; a probe that does not end in time becomes a finding of its own. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const circumstances: Circumstances = {
    machine: await lookAtMachine(),
    env: options.env ?? process.env,
    labHome: options.labHome,
    projects: options.projects ?? [],
  };
  const found = await Promise.all(PROBES.map((probe) => lookInTime(probe, circumstances, options.deadlineMs ?? 5_000)));
  const lines = found.flat();
  const canRun = !lines.some((line) => NEEDED.has(line.id) && line.state === 'problem');
  return { at: new Date().toISOString(), lines, canRun };
}

async function lookInTime(
  probe: Probe,
  circumstances: Circumstances,
  deadlineMs: number,
): Promise<readonly DoctorLine[]> {
  const enough = new AbortController();
  const late = delay(deadlineMs, [lateLine(probe, deadlineMs)], { signal: enough.signal });
  // Aborted as soon as the probe has ended: that rejection is the normal end of the timer.
  late.catch(() => undefined);
  try {
    return await Promise.race([probe.look(circumstances), late]);
  } finally {
    enough.abort();
  }
}

function lateLine(probe: Probe, deadlineMs: number): DoctorLine {
  return {
    id: probe.id,
    state: 'problem',
    title: probe.title,
    found: `Нет ответа за ${deadlineMs / 1000} с.`,
    why: 'Пока этот вопрос без ответа, нельзя сказать, заработают ли команды лаборатории.',
    fix: 'npm run doctor',
  };
}
