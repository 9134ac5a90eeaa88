import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { heapFlags } from '../../../../server/setup/bootstrap/heap.mjs';
import { printedPort, startProcess } from '../server-process.ts';
import { makeTarget, type StartTarget } from './target.ts';

/** Starts our server with the ptys in its own process. It is no column: it tells what the others' process costs. */
export const startOneProcess: StartTarget = async ({ home, env }) => {
  const data = await mkdtemp(path.join(home, 'one-process-'));
  const token = 'a-token-of-the-benchmark';
  const settings = { LAB_HOME: data, LAB_PORT: '0', LAB_OPEN: '0', LAB_TOKEN: token };
  const script = path.join(import.meta.dirname, '../one-process/main.ts');
  const server = startProcess(process.execPath, [...heapFlags, script], { cwd: data, env: { ...env, ...settings } });
  return makeTarget({ kind: 'ours', port: await printedPort(server, /port (\d+)/), token }, server);
};
