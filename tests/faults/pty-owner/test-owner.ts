import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPtyOwner, type PtyOwner } from '../../../server/pty-owner/pty-owner.ts';
import type { Pty } from '../../../server/terminal/pty.ts';
import { waitFor } from '../../wait-for.ts';
import { endOwnerOf } from '../../end-owner.ts';

/** A LAB_HOME that goes with the test, and with it the owner of its ptys. */
export type TestHome = AsyncDisposable & {
  readonly path: string;
  /** What a server has of the owner; `replaced` says how often one of another version was ended. */
  readonly connect: () => PtyOwner & { readonly replaced: () => number };
};

export async function makeTestHome(name = 'lab-owner-'): Promise<TestHome> {
  const base = await mkdtemp(path.join(tmpdir(), 'lab-owner-'));
  const home = name === 'lab-owner-' ? base : path.join(base, name);
  return {
    path: home,
    connect: () => {
      let replaced = 0;
      const owner = createPtyOwner({
        home,
        replaced: () => {
          replaced += 1;
        },
      });
      return { ...owner, replaced: () => replaced };
    },
    [Symbol.asyncDispose]: async () => {
      await endOwnerOf(home);
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** Starts a script of sh; `said` gives what came of it. */
export async function startScript(
  owner: Pick<PtyOwner, 'start'>,
  id: string,
  script: string,
): Promise<{ readonly pty: Pty; readonly said: () => string; readonly exit: () => number | 'lost' | null }> {
  const pty = await owner.start(
    {
      file: '/bin/sh',
      args: ['-c', script],
      directory: '/',
      environment: { PATH: process.env.PATH ?? '', LAB_TERMINAL: id },
      columns: 80,
      rows: 24,
    },
    { id, launch: `launch of ${id}`, state: Buffer.from('the beginning') },
  );
  let text = '';
  let exit: number | 'lost' | null = null;
  pty.listen({
    data: (chunk) => {
      text += chunk.toString('latin1');
    },
    exit: (code) => {
      exit = code;
    },
    lost: () => {
      exit = 'lost';
    },
  });
  return { pty, said: () => text, exit: () => exit };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function waitForEndOf(pid: number): Promise<void> {
  await waitFor(`process ${pid} to end`, () => !isAlive(pid));
}
