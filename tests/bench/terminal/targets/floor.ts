import path from 'node:path';
import { printedPort, startProcess } from '../server-process.ts';
import { makeTarget, type StartTarget } from './target.ts';

/** Starts the floor: node-pty and ws, and nothing between. */
export const startFloor: StartTarget = async ({ home, env }) => {
  const script = path.join(import.meta.dirname, '../floor/main.ts');
  const server = startProcess(process.execPath, [script], { cwd: home, env });
  return makeTarget({ kind: 'floor', port: await printedPort(server, /port (\d+)/), token: '' }, server);
};
