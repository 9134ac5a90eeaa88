import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBoolean, parseRecord, parseString } from '#protocol/parse.ts';
import { terminalEnvironment } from './environment.ts';
import { passFileName } from './pass-file.ts';
import { psqlrcText } from './psqlrc.ts';
import type { Shell } from './shells.ts';

/** What is needed to go on with a shell that has been started. */
export type KeptLaunch = {
  readonly file: string;
  /** Stands in every mark of this shell. */
  readonly nonce: string;
  /** Value of LAB_TERMINAL in the environment of everything that runs in the terminal. */
  readonly marker: string;
  /** False for sh, which cannot mark where a command begins. */
  readonly marksBegin: boolean;
};

/** What is needed to start the shell of a terminal, apart from its size. */
export type Launch = KeptLaunch & {
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** A launch as a later server finds it: without the environment, which is the shell's own. */
export function keepLaunch({ file, nonce, marker, marksBegin }: KeptLaunch): string {
  return JSON.stringify({ file, nonce, marker, marksBegin });
}

/**
 * Reads a kept launch.
 * @throws ParseError
 */
export function parseKeptLaunch(text: string): KeptLaunch {
  const raw = parseRecord(JSON.parse(text), 'launch');
  return {
    file: parseString(raw.file, 'file'),
    nonce: parseString(raw.nonce, 'nonce', 64),
    marker: parseString(raw.marker, 'marker', 256),
    marksBegin: parseBoolean(raw.marksBegin, 'marksBegin'),
  };
}

export type LaunchOptions = {
  readonly runDir: string;
  readonly workspaceDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly terminal: string;
  /** Found once for a run: asking a bash for its version takes as long as starting one. */
  readonly shell: Promise<Shell>;
  /** Begins the marker; the same for all terminals of a run. */
  readonly markerPrefix: string;
};

/** Writes the files of a terminal's next shell and says how to start it. */
export async function prepareLaunch(options: LaunchOptions): Promise<Launch> {
  const dir = join(options.runDir, 'terminals', options.terminal);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const nonce = randomBytes(8).toString('hex');
  const marker = `${options.markerPrefix}${options.terminal}:${nonce}`;
  const files = {
    dir,
    bin: join(import.meta.dirname, 'bin'),
    shellHistory: join(dir, 'history'),
    psqlHistory: join(dir, 'psql_history'),
    psqlrc: join(dir, 'psqlrc'),
    passFile: join(options.runDir, passFileName),
  };
  await writeFile(files.psqlrc, psqlrcText(nonce), { mode: 0o600 });
  const shell = await options.shell;
  const started = shellStart(shell, options.environment);
  return {
    file: shell.file,
    args: started.args,
    directory: options.workspaceDir,
    environment: {
      ...terminalEnvironment(options.environment, files, marker),
      ...started.environment,
      LAB_SHELL_NONCE: nonce,
    },
    nonce,
    marker,
    marksBegin: shell.kind !== 'sh',
  };
}

function shellStart(
  shell: Shell,
  base: Readonly<Record<string, string>>,
): { args: readonly string[]; environment: Record<string, string> } {
  const folder = join(import.meta.dirname, 'shell-integration');
  switch (shell.kind) {
    case 'bash':
      return { args: ['--rcfile', join(folder, 'integration.bash'), '-i'], environment: {} };
    case 'zsh':
      return {
        args: ['-i'],
        environment: { ZDOTDIR: folder, ...(base.ZDOTDIR ? { LAB_USER_ZDOTDIR: base.ZDOTDIR } : {}) },
      };
    case 'sh':
      return { args: ['-i'], environment: { ENV: join(folder, 'integration.sh') } };
  }
}
