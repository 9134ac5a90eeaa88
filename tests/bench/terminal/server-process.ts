import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { waitFor } from '../../wait-for.ts';

/** A server under measurement, a process of its own. */
export type ServerProcess = AsyncDisposable & {
  readonly pid: number;
  /** What it has printed, both streams. */
  readonly printed: () => string;
};

/** Starts a program and keeps the last of what it prints. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): ServerProcess {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-64 * 1024);
    });
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} did not start`);
  return {
    pid,
    printed: () => text,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Waits for what a server prints when it listens, and gives the port in it. */
export function printedPort({ printed }: ServerProcess, pattern: RegExp): Promise<number> {
  return waitFor('the server to listen', () => Number(pattern.exec(printed())?.[1]) || null, { within: 30_000 });
}

/**
 * Bytes of memory that a server's processes have for themselves: of its tree those that run its own program, so that
 * the shells and what runs in them do not count.
 * @param helper stands in the command line of a process beside it that belongs to the server
 */
export async function memoryOf(pid: number, helper: string | null = null): Promise<number> {
  const program = await readlink(`/proc/${pid}/exe`);
  const processes = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readProcess));
  const parents = new Map(processes.filter((found) => found !== null).map((found) => [found.pid, found]));
  let total = 0;
  for (const found of parents.values()) {
    if (found.program !== program) continue;
    let ancestor: number | undefined = found.pid;
    while (ancestor !== undefined && ancestor !== pid) ancestor = parents.get(ancestor)?.parent;
    if (ancestor === pid || (helper !== null && found.command.includes(helper))) total += found.bytes;
  }
  return total;
}

async function readProcess(
  name: string,
): Promise<{ pid: number; parent: number; program: string; command: string; bytes: number } | null> {
  try {
    const status = await readFile(`/proc/${name}/status`, 'utf8');
    const field = (pattern: RegExp) => Number(pattern.exec(status)?.[1] ?? 0);
    return {
      pid: Number(name),
      parent: field(/^PPid:\s+(\d+)/m),
      program: await readlink(`/proc/${name}/exe`),
      command: await readFile(`/proc/${name}/cmdline`, 'utf8'),
      bytes: field(/^RssAnon:\s+(\d+) kB/m) * 1_024,
    };
  } catch {
    // It has ended while it was looked at, or belongs to the kernel.
    return null;
  }
}
