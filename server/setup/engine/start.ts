import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, runCommand, succeeded } from '../command.ts';
import type { CommandResult } from '../command.ts';
import type { Machine } from '../machine.ts';
import { asRoot } from '../machine.ts';
import { step } from '../progress.ts';
import { SetupError } from '../setup-error.ts';

const SERVICE_DEADLINE_MS = 15_000;
const SOCKET_DEADLINE_MS = 60_000;
const LOG = '/var/log/ha-postgres-lab-dockerd.log';
const PID_FILE = '/var/run/docker.pid';

/** An engine that this set-up started, and how it is stopped again. */
export type StartedEngine = {
  stop(): Promise<void>;
};

/** The engine's version, or undefined when nothing answers within 5 s. */
export async function engineVersion(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const result = await runCommand('docker', ['version', '--format', '{{.Server.Version}}'], { deadlineMs: 5_000, env });
  const version = result.stdout.trim();
  return succeeded(result) && version !== '' ? version : undefined;
}

/** Starts the installed engine: by systemd, by its init script, or, where neither does it, as a process of its own. */
export async function startEngine(machine: Machine): Promise<StartedEngine> {
  return step('Запускаю Docker Engine', async () => {
    const trail: string[] = [];
    if (machine.systemd) {
      const result = await root(machine, ['systemctl', 'start', 'docker']);
      trail.push(lastLines(result));
      if (await answersWithin(machine, SOCKET_DEADLINE_MS))
        return { stop: () => stopWith(machine, ['systemctl', 'stop', 'docker']) };
      throw notStarted(trail.join('\n'), 'journalctl -u docker -n 50');
    }
    const service = await root(machine, ['service', 'docker', 'start']);
    trail.push(lastLines(service, 3));
    if (succeeded(service) && (await answersWithin(machine, SERVICE_DEADLINE_MS)))
      return { stop: () => stopByPid(machine) };

    // Detached: the engine outlives the set-up, as a service would.
    await root(machine, ['sh', '-c', `setsid dockerd >>${LOG} 2>&1 </dev/null &`]);
    if (await answersWithin(machine, SOCKET_DEADLINE_MS)) return { stop: () => stopByPid(machine) };
    trail.push(lastLines(await root(machine, ['tail', '-n', '12', LOG]), 12));
    throw notStarted(trail.join('\n'), `tail -n 50 ${LOG}`);
  });
}

async function answersWithin(machine: Machine, deadlineMs: number): Promise<boolean> {
  const until = performance.now() + deadlineMs;
  while (performance.now() < until) {
    // As root: this user may not be let in yet.
    if (succeeded(await root(machine, ['docker', 'version']))) return true;
    await delay(300);
  }
  return false;
}

function notStarted(trail: string, command: string): SetupError {
  return new SetupError(
    `Docker Engine не ответил за ${SOCKET_DEADLINE_MS / 1000} с после запуска. Последние строки:\n${trail}`,
    `Подробности: ${command}`,
  );
}

async function stopWith(machine: Machine, command: readonly string[]): Promise<void> {
  const result = await root(machine, command);
  if (!succeeded(result)) throw new SetupError(`Docker Engine не остановился: ${lastLines(result)}`, command.join(' '));
}

async function stopByPid(machine: Machine): Promise<void> {
  const pid = (await readFile(PID_FILE, 'utf8')).trim();
  await stopWith(machine, ['kill', pid]);
  const until = performance.now() + SOCKET_DEADLINE_MS;
  while (succeeded(await root(machine, ['kill', '-0', pid]))) {
    if (performance.now() > until)
      throw new SetupError(`dockerd не остановился за ${SOCKET_DEADLINE_MS / 1000} с.`, `kill ${pid}`);
    await delay(300);
  }
}

function root(machine: Machine, command: readonly string[]): Promise<CommandResult> {
  const { command: program, args } = asRoot(machine, command);
  return runCommand(program, args, { deadlineMs: SOCKET_DEADLINE_MS });
}
