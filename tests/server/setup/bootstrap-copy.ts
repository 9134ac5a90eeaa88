import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A clone of nothing but the bootstrap, so that a test sets things up without touching this one. */
export type BootstrapCopy = AsyncDisposable & {
  readonly root: string;
  /** Runs a script that may import `./server/setup/bootstrap/….mjs`. */
  readonly run: (script: string, env?: NodeJS.ProcessEnv) => Promise<Ended>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly read: (file: string) => Promise<string>;
};

/** Makes such a clone in a temporary folder. */
export async function copyBootstrap(): Promise<BootstrapCopy> {
  const copy = await mkdtemp(path.join(tmpdir(), 'lab-bootstrap-'));
  const inside = (file: string): string => path.join(copy, file);
  await mkdir(inside('server/setup'), { recursive: true });
  await cp(path.join(root, 'server/setup/bootstrap'), inside('server/setup/bootstrap'), { recursive: true });
  await cp(path.join(root, 'server/setup/bootstrap.mjs'), inside('server/setup/bootstrap.mjs'));
  return {
    root: copy,
    run: (script, env = process.env) => runNode(['--input-type=module', '--eval', script], copy, env),
    write: async (file, text) => {
      await mkdir(path.dirname(inside(file)), { recursive: true });
      await writeFile(inside(file), text);
    },
    read: (file) => readFile(inside(file), 'utf8'),
    [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }),
  };
}

/** Runs this Node and gathers what it says. */
export function runNode(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
