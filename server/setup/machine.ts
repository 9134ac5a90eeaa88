import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { runCommand, succeeded } from './command.ts';

/** What the set-up must know of a machine to decide what it may mend by itself. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly distribution: 'debian' | 'ubuntu' | 'other';
  /** Debian's or Ubuntu's code name, such as `bookworm`; empty elsewhere. */
  readonly codename: string;
  /** Debian's major version number; 0 where there is none (testing, other systems). */
  readonly version: number;
  readonly wsl: boolean;
  /** How to act as root: directly, through sudo without a password, or not at all. */
  readonly root: 'self' | 'sudo' | 'none';
  readonly systemd: boolean;
};

/** Looks at the machine that this process runs on. */
export async function lookAtMachine(): Promise<Machine> {
  const osRelease = existsSync('/etc/os-release') ? parseOsRelease(await readFile('/etc/os-release', 'utf8')) : {};
  return {
    platform: platform(),
    arch: arch(),
    distribution: distributionOf(osRelease),
    codename: osRelease['VERSION_CODENAME'] ?? '',
    version: Number.parseInt(osRelease['VERSION_ID'] ?? '', 10) || 0,
    wsl: release().toLowerCase().includes('microsoft'),
    root: await wayToRoot(),
    systemd: existsSync('/run/systemd/system'),
  };
}

/** Whether the set-up may install packages: Debian or Ubuntu, as root, and not under WSL, where Docker Desktop is the way. */
export function mayInstall(machine: Machine): boolean {
  return machine.distribution !== 'other' && machine.root !== 'none' && !machine.wsl;
}

/** The lines NAME=value of os-release, quotes taken off. */
export function parseOsRelease(text: string): Record<string, string> {
  const entries = text.split('\n').flatMap((line) => {
    const match = /^([A-Z_]+)=(?:"([^"]*)"|(.*))$/.exec(line.trim());
    return match?.[1] === undefined ? [] : [[match[1], match[2] ?? match[3] ?? ''] as const];
  });
  return Object.fromEntries(entries);
}

/** A command line that runs as root on this machine. */
export function asRoot(machine: Machine, command: readonly string[]): { command: string; args: string[] } {
  const [first = '', ...rest] = command;
  return machine.root === 'sudo' ? { command: 'sudo', args: ['-n', ...command] } : { command: first, args: rest };
}

function distributionOf(osRelease: Record<string, string>): Machine['distribution'] {
  const ids = [osRelease['ID'] ?? '', ...(osRelease['ID_LIKE'] ?? '').split(' ')];
  if (ids.includes('ubuntu')) return 'ubuntu';
  return osRelease['ID'] === 'debian' ? 'debian' : 'other';
}

async function wayToRoot(): Promise<Machine['root']> {
  if (process.getuid?.() === 0) return 'self';
  if (platform() === 'win32') return 'none';
  return succeeded(await runCommand('sudo', ['-n', 'true'], { deadlineMs: 5_000 })) ? 'sudo' : 'none';
}
