import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { runCommand, succeeded } from '../../../../server/setup/command.ts';
import { findDebianMirror } from '../../../../server/setup/debian-mirror.ts';
import { unpackFromSuite } from '../../../../server/setup/engine/private-apt.ts';
import { printedPort, startProcess } from '../server-process.ts';
import { makeTarget, shell, type StartTarget } from './target.ts';

/** ttyd and all that it is linked with, so that nothing of the machine's is needed nor touched. */
const packages = [
  'ttyd', 'libc6', 'libcap2', 'libgcc-s1', 'libjson-c5', 'libssl3t64', 'libuv1t64', 'libwebsockets19t64',
  'libwebsockets-evlib-uv', 'libzstd1', 'zlib1g',
]; // prettier-ignore

/** How ttyd is started. */
type Program = { readonly command: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };

/** Starts ttyd: the distribution's own, or Debian testing's with its own libraries and their own loader. */
export const startTtyd: StartTarget = async ({ home, cache, env }) => {
  const program = (await installed()) ?? (await unpacked(cache));
  const args = [...program.args, '-W', '-i', '127.0.0.1', '-p', '0', '-w', home, ...shell];
  const server = startProcess(program.command, args, { cwd: home, env: { ...env, ...program.env } });
  return makeTarget({ kind: 'ttyd', port: await printedPort(server, /Listening on port: (\d+)/), token: '' }, server);
};

async function installed(): Promise<Program | null> {
  const asked = await runCommand('ttyd', ['--version'], { deadlineMs: 10_000 });
  return succeeded(asked) ? { command: 'ttyd', args: [], env: {} } : null;
}

async function unpacked(cache: string): Promise<Program> {
  const folder = path.join(cache, 'ttyd');
  if (!existsSync(folder)) {
    console.error('fetching ttyd of Debian testing …');
    const fresh = path.join(cache, `ttyd.${process.pid}`);
    try {
      await unpackFromSuite('testing', packages, await findDebianMirror(undefined), fresh);
      await rename(fresh, folder);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  const architecture = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const loader = process.arch === 'arm64' ? 'ld-linux-aarch64.so.1' : 'ld-linux-x86-64.so.2';
  const libraries = path.join(folder, 'root/usr/lib', architecture);
  // What is named in LD_LIBRARY_PATH reaches the shells too: it holds the one plug-in that ttyd looks for, and no libc.
  const plugins = path.join(folder, 'plugins');
  const plugin = 'libwebsockets-evlib_uv.so';
  await mkdir(plugins, { recursive: true });
  if (!existsSync(path.join(plugins, plugin))) {
    await symlink(path.join(libraries, plugin), path.join(plugins, plugin));
  }
  return {
    command: path.join(libraries, loader),
    args: ['--library-path', libraries, path.join(folder, 'root/usr/bin/ttyd')],
    env: { LD_LIBRARY_PATH: plugins },
  };
}
