import type { CommandRecord } from '#protocol/command.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { Step } from '#protocol/step.ts';

/** Events a second apart, from the second second on. */
export function tell(...bodies: readonly EventBody[]): JournalEvent[] {
  return bodies.map((body, index) => ({ seq: index + 1, at: (index + 1) * 1_000, body }));
}

/** A run of a step's command. */
export function commandOf(stepCommand: string, more: Partial<CommandRecord> = {}): CommandRecord {
  return {
    id: `run of ${stepCommand}`,
    terminal: 'main',
    kind: 'shell',
    text: stepCommand,
    stepCommand,
    state: 'running',
    exitCode: null,
    sqlState: null,
    startedAt: 0,
    endedAt: null,
    ...more,
  };
}

export const begin = (id: string): EventBody => ({ kind: 'command-started', command: commandOf(id) });
export const end = (id: string): EventBody => ({
  kind: 'command-ended',
  command: commandOf(id, { state: 'ended', exitCode: 0 }),
});
export const pass = (id: string): EventBody => ({
  kind: 'check-result',
  result: { id, outcome: 'passed', message: '', observed: '', expected: '' },
});

/** A step with these commands and checks and nothing else. */
export function stepOf(id: string, commands: readonly string[], checks: readonly string[] = []): Step {
  return {
    id,
    title: id,
    part: 1,
    order: 1,
    summary: '',
    terminals: [{ name: 'main', title: 'Команды' }],
    commands: commands.map((command) => ({
      id: command,
      terminal: 'main',
      kind: 'shell',
      text: command,
      opens: null,
      deadline: 60,
      optional: false,
      role: null,
    })),
    checks: checks.map((check) => ({ id: check, title: check, hints: [] })),
    questions: [],
    files: [],
    changes: [],
    fault: null,
  };
}

/** Who leads, by Patroni on one node. */
export function patroniNames(leader: string | null): EventBody {
  return {
    kind: 'witness',
    witness: 'patroni',
    node: 'alpha',
    ownTime: null,
    problem: null,
    testimony: {
      witness: 'patroni',
      role: 'replica',
      state: 'running',
      timeline: 1,
      leader,
      members: [],
      lastChange: null,
      config: {
        ttl: 30_000,
        loopWait: 10_000,
        retryTimeout: 10_000,
        maximumLag: null,
        synchronousMode: true,
        paused: false,
      },
    },
  };
}

/** Two nodes and their neighbours by Docker. */
export function dockerTells(): EventBody {
  const container = (name: string, role: 'node' | 'zookeeper' | 'entrypoint') =>
    ({ name, role, state: 'running', health: null, exitCode: null, connected: true }) as const;
  return {
    kind: 'witness',
    witness: 'docker',
    node: null,
    ownTime: null,
    problem: null,
    testimony: {
      witness: 'docker',
      containers: [
        container('alpha', 'node'),
        container('beta', 'node'),
        container('zoo', 'zookeeper'),
        container('door', 'entrypoint'),
      ],
    },
  };
}
