import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, basename, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

export type ShellKind = 'bash' | 'zsh' | 'sh';
export type Shell = { readonly kind: ShellKind; readonly file: string };

const run = promisify(execFile);
/** Milliseconds that a shell has to tell its version. */
const versionDeadline = 5_000;

/**
 * The shell for terminals: the user's own when it is bash ≥ 4.4 or zsh, else such a bash, else zsh, else sh.
 * bash before 4.4 (macOS has 3.2) knows neither PS0 nor `@P`.
 */
export async function findShell(environment: Readonly<Record<string, string>>): Promise<Shell> {
  const own = environment.SHELL ?? '';
  const path = environment.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  const candidates: { readonly kind: ShellKind; readonly name: string }[] = [];
  if (basename(own) === 'zsh') candidates.push({ kind: 'zsh', name: own });
  if (basename(own) === 'bash') candidates.push({ kind: 'bash', name: own });
  candidates.push({ kind: 'bash', name: 'bash' }, { kind: 'zsh', name: 'zsh' });
  for (const { kind, name } of candidates) {
    for (const file of await executables(name, path)) {
      if (kind === 'zsh' || (await isModernBash(file))) return { kind, file };
    }
  }
  return { kind: 'sh', file: '/bin/sh' };
}

/** Whether `bash --version` names 4.4 or newer. */
export function isModernBashVersion(versionText: string): boolean {
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(versionText) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 4);
}

async function isModernBash(file: string): Promise<boolean> {
  try {
    const { stdout } = await run(file, ['--version'], { timeout: versionDeadline, env: { LC_ALL: 'C' } });
    return isModernBashVersion(stdout);
  } catch {
    // A bash that cannot tell its version cannot run a terminal either: the next candidate is asked.
    return false;
  }
}

async function executables(name: string, path: string): Promise<string[]> {
  const files = isAbsolute(name) ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  const found: string[] = [];
  for (const file of files) {
    if (!isAbsolute(file)) continue;
    try {
      await access(file, constants.X_OK);
      found.push(file);
    } catch {
      // Most folders of PATH do not have it.
      continue;
    }
  }
  return found;
}
