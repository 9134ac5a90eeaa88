import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { heapFlags } from '../../../../server/setup/bootstrap/heap.mjs';
import { waitFor } from '../../../wait-for.ts';
import { memoryOf, startProcess } from '../server-process.ts';
import { makeTarget, type StartTarget } from './target.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
/** Terminals that the lab under measurement has beside those of its steps. */
const terminals = 400;

/** Starts the lab as `npm start` does, recording on; a step of its own gives it more terminals than a student needs. */
export const startOurs: StartTarget = async ({ home, env }) => {
  const dir = await mkdtemp(path.join(home, 'ours-'));
  const copy = path.join(dir, 'project');
  await mkdir(path.join(copy, 'src'), { recursive: true });
  for (const part of ['server', 'lab-files', 'package.json', 'src/content']) {
    await cp(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  for (const part of ['node_modules', 'dist']) await symlink(path.join(root, part), path.join(copy, part));
  const names = Array.from({ length: terminals }, (_none, index) => `  - { name: bench-${index + 1}, title: '…' }`);
  const step = ['---', "title: 'Bench'", 'part: 5', 'order: 999', "summary: ''", 'terminals:', ...names, '---', ''];
  await writeFile(path.join(copy, 'src/content/steps/bench.mdx'), step.join('\n'));

  const token = 'a-token-of-the-benchmark';
  const data = path.join(dir, 'home');
  const settings = { LAB_HOME: data, LAB_PORT: '0', LAB_OPEN: '0', LAB_TOKEN: token };
  const server = startProcess(process.execPath, [...heapFlags, 'server/main.ts'], {
    cwd: copy,
    env: { ...env, ...settings },
  });
  try {
    const { pid, url } = await waitFor(
      'the lab',
      async () => parseRecord(JSON.parse(await readFile(path.join(data, 'server.json'), 'utf8')), 'server.json'),
      { within: 30_000, every: 100 },
    );
    if (parseInteger(pid, 'pid', 1, 2 ** 31) !== server.pid) throw new Error('another server answered');
    const target = makeTarget({ kind: 'ours', port: Number(new URL(parseString(url, 'url')).port), token }, server);
    return {
      ...target,
      // The owner of the ptys is a process of its own.
      memory: () => memoryOf(server.pid, path.join(copy, 'server/pty-owner')),
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await rm(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw new Error(`the lab did not start: ${server.printed()}`, { cause: error });
  }
};
