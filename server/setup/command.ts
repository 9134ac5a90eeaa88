import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How a command ended; `not-found` when there is no such program. */
export type CommandResult = {
  readonly outcome: 'ended' | 'timed-out' | 'not-found';
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type CommandOptions = {
  readonly deadlineMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
  /** Called with each piece of output as it comes, both streams. */
  readonly onOutput?: (text: string) => void;
};

/** Runs a command to its end or its deadline; never throws for how the command ended. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that the deadline ends what the command started too.
      detached: process.platform !== 'win32',
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const endGroup = (signal: NodeJS.Signals): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch (error) {
        if (!isErrno(error, 'ESRCH')) throw error;
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, options.deadlineMs);
    // Ctrl+C reaches only the foreground group; what we started detached must hear of it from us.
    const interrupt = (): void => endGroup('SIGTERM');
    process.once('exit', interrupt);

    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onOutput?.(text);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      process.off('exit', interrupt);
      if (isErrno(error, 'ENOENT')) resolve({ outcome: 'not-found', code: null, stdout, stderr });
      else reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', interrupt);
      resolve({ outcome: timedOut ? 'timed-out' : 'ended', code, stdout, stderr });
    });
    child.stdin?.end(options.input);
  });
}

/** Runs a command and gives its stdout to `take` as a stream; resolves when both have ended. */
export async function streamCommand(
  command: string,
  args: readonly string[],
  take: (stdout: Readable) => Promise<void>,
): Promise<CommandResult> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.on('error', (error) => {
      if (isErrno(error, 'ENOENT')) resolve({ outcome: 'not-found', code: null, stdout: '', stderr });
      else reject(error);
    });
    child.on('close', (code) => resolve({ outcome: 'ended', code, stdout: '', stderr }));
  });
  try {
    await take(child.stdout);
  } finally {
    child.kill();
  }
  return ended;
}

export type ShowOptions = {
  readonly deadlineMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes the output when the command has ended: something else is read meanwhile. */
  readonly hold?: (output: Buffer) => void;
};

/** Runs a command whose output the person reads, as it comes unless it is held back; resolves to its exit code, null after a signal. */
export async function showCommand(
  command: string,
  args: readonly string[],
  options: ShowOptions,
): Promise<number | null> {
  if (options.hold === undefined) return runShown(command, args, options, 'inherit');
  const chunks: Buffer[] = [];
  const code = await runShown(command, args, options, (chunk) => chunks.push(chunk));
  options.hold(Buffer.concat(chunks));
  return code;
}

function runShown(
  command: string,
  args: readonly string[],
  options: ShowOptions,
  output: 'inherit' | ((chunk: Buffer) => void),
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const shown = output === 'inherit' ? 'inherit' : 'pipe';
    const child = spawn(command, [...args], {
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ['ignore', shown, shown],
    });
    if (output !== 'inherit') {
      child.stdout?.on('data', output);
      child.stderr?.on('data', output);
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), options.deadlineMs);
    const interrupt = (): void => {
      child.kill();
    };
    // Who asks us to end asks what we run; what is left to tidy up then is the caller's.
    for (const event of ['exit', 'SIGINT', 'SIGTERM'] as const) process.on(event, interrupt);
    const settle = (): void => {
      clearTimeout(timer);
      for (const event of ['exit', 'SIGINT', 'SIGTERM'] as const) process.off(event, interrupt);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      resolve(code);
    });
  });
}

/** Whether a command ended well. */
export function succeeded(result: CommandResult): boolean {
  return result.outcome === 'ended' && result.code === 0;
}

/** The last lines of what a command said, for an error that a person reads. */
export function lastLines(result: CommandResult, count = 8): string {
  const lines = `${result.stdout}\n${result.stderr}`.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
