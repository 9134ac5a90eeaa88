import { spawn } from 'node:child_process';
import { waitFor } from '../../wait-for.ts';

/** Milliseconds in which a browser's program has to be ready. */
export const startDeadline = 30_000;

/** A program that was started for a test, in a process group of its own, which disposing ends. */
export type StartedProgram = AsyncDisposable & {
  readonly pid: number;
  /** @throws Error with what it said when it has ended */
  mustRun(): void;
  /** Waits until the program writes something; what the pattern's first group found is returned. */
  says(pattern: RegExp): Promise<string>;
};

/** Starts a program; its third output is heard as the first two are. */
export function startProgram(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): StartedProgram {
  const child = spawn(executable, args, {
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const output of child.stdio.slice(1)) {
    output?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  // The waiting tells of it.
  child.on('error', (error) => {
    said += error.message;
  });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  const mustRun = () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended: ${said.slice(-2_000)}`);
  };
  return {
    pid: child.pid ?? 0,
    mustRun,
    async says(pattern) {
      const found = () => {
        const match = pattern.exec(said)?.[1];
        if (match === undefined) mustRun();
        return match;
      };
      return waitFor(`${executable} to say ${pattern}`, found, { within: startDeadline });
    },
    async [Symbol.asyncDispose]() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}
