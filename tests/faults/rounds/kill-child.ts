import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a child said before it was killed. */
export type Killed = {
  /** Its whole lines but the first. */
  readonly lines: readonly string[];
  /** By this process's clock. */
  readonly killedAt: number;
};

export type KillOptions = {
  readonly script: string;
  readonly args: readonly string[];
  /** Given every line as it comes, after the first: true kills. */
  readonly when?: (line: string) => boolean;
  /** Or: milliseconds after the first line. */
  readonly after?: number;
};

/**
 * Starts a script of ours and kills it with SIGKILL, at a line or after a time from its first line on. The word that
 * a line has come travels while the child goes on: the kill falls at a random instant of what it does next.
 */
export async function killChild({ script, args, when, after }: KillOptions): Promise<Killed> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let output = '';
  let read = 0;
  let killedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const kill = () => {
    clearTimeout(timer);
    killedAt ||= Date.now();
    child.kill('SIGKILL');
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    const whole = output.split('\n').slice(0, -1);
    if (read === 0 && whole.length > 0 && after !== undefined) timer = setTimeout(kill, after);
    for (const line of whole.slice(Math.max(1, read))) if (when?.(line) === true) kill();
    read = whole.length;
  });
  await closed;
  if (child.signalCode !== 'SIGKILL') throw new Error(`${script} ended by itself with ${String(child.exitCode)}`);
  return { lines: output.split('\n').slice(1, -1), killedAt };
}
