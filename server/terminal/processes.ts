import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Milliseconds: between hang-up and kill, between two looks, and until we say that something will not end. */
const hangUpFor = 400;
const lookEvery = 40;
const giveUpAfter = 5_000;
const listDeadline = 3_000;

/**
 * Ends the shell and everything that was started in its terminal, first by hang-up, then by kill.
 * A shell's death leaves nohup, setsid and HUP-ignoring jobs behind; they are found by the marker in their
 * environment, by the session, and by the parent.
 * @param spared markers of terminals that go on, of which `marker` may be the beginning
 * @returns the process ids that would not end
 */
export async function endTerminalProcesses(
  marker: string,
  shellPid: number | null,
  spared: readonly string[] = [],
): Promise<readonly number[]> {
  const begun = performance.now();
  let hungUp = false;
  for (;;) {
    const pids = await terminalProcesses(marker, shellPid, spared);
    const waited = performance.now() - begun;
    if (pids.length === 0 || waited > giveUpAfter) return pids;
    if (!hungUp) {
      hungUp = true;
      for (const pid of pids) signal(pid, 'SIGHUP');
      // A stopped job hears nothing until it goes on.
      for (const pid of pids) signal(pid, 'SIGCONT');
    } else if (waited > hangUpFor) {
      for (const pid of pids) signal(pid, 'SIGKILL');
    }
    await new Promise((resolve) => {
      setTimeout(resolve, lookEvery);
    });
  }
}

/** The processes of a terminal; an empty list when there are none. */
export async function terminalProcesses(
  marker: string,
  shellPid: number | null,
  spared: readonly string[] = [],
): Promise<number[]> {
  const isOfTerminal = (environment: Buffer | string) =>
    environment.includes(`LAB_TERMINAL=${marker}`) &&
    !spared.some((other) => environment.includes(`LAB_TERMINAL=${other}`));
  return process.platform === 'linux' ? linuxProcesses(isOfTerminal, shellPid) : otherProcesses(isOfTerminal, shellPid);
}

async function linuxProcesses(
  isOfTerminal: (environment: Buffer) => boolean,
  shellPid: number | null,
): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await processIds()) {
    if (pid === process.pid) continue;
    const status = await processStatus(pid);
    if (!status || status.state === 'Z') continue;
    if (shellPid !== null && (pid === shellPid || status.session === shellPid)) found.push(pid);
    else if (isOfTerminal(await environmentOf(pid))) found.push(pid);
  }
  return found;
}

/** What the kernel tells of a process: its name, its group and session, and the foreground process group of its terminal. */
export async function processStatus(pid: number): Promise<{
  readonly name: string;
  readonly state: string;
  readonly group: number;
  readonly session: number;
  readonly foreground: number;
} | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, a parenthesis too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
      state: fields[0] ?? '',
      group: Number(fields[2]),
      session: Number(fields[3]),
      foreground: Number(fields[5]),
    };
  } catch {
    // It ended between the listing and the reading.
    return null;
  }
}

/** Names of the programs in a process group, where the kernel tells them. */
export async function namesInGroup(group: number): Promise<string[]> {
  const statuses = await Promise.all((await processIds()).map(processStatus));
  return statuses.filter((status) => status?.group === group).map((status) => status?.name ?? '');
}

async function processIds(): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  return (await readdir('/proc')).map(Number).filter(Number.isInteger);
}

async function environmentOf(pid: number): Promise<Buffer> {
  try {
    return await readFile(`/proc/${pid}/environ`);
  } catch {
    // It ended, or it belongs to somebody else: not ours in either case.
    return Buffer.alloc(0);
  }
}

async function otherProcesses(isOfTerminal: (shown: string) => boolean, shellPid: number | null): Promise<number[]> {
  // macOS shows a process's environment to its owner with `ps -E`.
  const { stdout } = await run('ps', ['-E', '-A', '-o', 'pid=,pgid=,command='], {
    timeout: listDeadline,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, , group, command]) => isOfTerminal(command ?? '') || (shellPid !== null && Number(group) === shellPid))
    .map(([, pid]) => Number(pid))
    .filter((pid) => pid !== process.pid);
}

/** Sends a signal to a process that may have ended already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}
