import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { must } from '../../../../server/setup/progress.ts';
import { waitFor } from '../../../wait-for.ts';
import { startProcess } from '../server-process.ts';
import { makeTarget, shell, type StartTarget } from './target.ts';

const version = '3.2.0';
const root = path.resolve(import.meta.dirname, '../../../..');

/** Starts wetty as npm installs it, apart from node-pty, which it would have to compile: it gets the project's. */
export const startWetty: StartTarget = async ({ home, cache, env }) => {
  if (process.getuid?.() !== 0) throw new Error('wetty starts a shell without ssh only for root');
  const folder = await install(cache);
  const port = await freePort();
  const main = path.join(folder, 'node_modules/wetty/build/main.js');
  const options = { port: String(port), host: '127.0.0.1', base: '/wetty', command: shell.join(' ') };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const server = startProcess(process.execPath, [main, ...args], { cwd: home, env });
  await waitFor('wetty', () => server.printed().includes('Server started'), { within: 30_000 });
  return makeTarget({ kind: 'wetty', port, token: '' }, server);
};

async function install(cache: string): Promise<string> {
  const folder = path.join(cache, `wetty-${version}`);
  if (existsSync(folder)) return folder;
  console.error(`fetching wetty ${version} …`);
  const fresh = `${folder}.${process.pid}`;
  try {
    await mkdir(fresh, { recursive: true });
    await writeFile(path.join(fresh, 'package.json'), '{"private":true}');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
    await must('npm', ['install', ...flags, `wetty@${version}`], {
      cwd: fresh,
      deadlineMs: 300_000,
      hint: 'npm install wetty',
    });
    const pty = path.join(fresh, 'node_modules/node-pty');
    await rm(pty, { recursive: true });
    await symlink(path.join(root, 'node_modules/node-pty'), pty);
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** wetty tells the port that it was given, not the one that it got. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
