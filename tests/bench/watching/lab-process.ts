import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { waitFor } from '../../wait-for.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');

/** A server of its own process, so that what it costs can be told apart, and the cluster of its run. */
export type LabProcess = AsyncDisposable & {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  /** The compose project of its run. */
  readonly project: string;
  /** Runs docker in the run's workspace and gives what it prints. */
  docker(...words: string[]): Promise<string>;
};

/** Starts a server with part 3's cluster, under container names of their own and on free ports. */
export async function startLabProcess(): Promise<LabProcess> {
  await using starting = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
  starting.defer(() => rm(home, { recursive: true, force: true }));
  const token = 'a-token-of-the-benchmark';
  const settings = { LAB_HOME: home, LAB_PORT: '0', LAB_OPEN: '0', LAB_TOKEN: token };
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  starting.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  });

  const read = async (name: string) => parseRecord(JSON.parse(await readFile(path.join(home, name), 'utf8')), name);
  const server = await waitFor('the server', () => read('server.json'), { within: 30_000, every: 100 });
  const current = await read('current-run.json');
  const project = parseString(current.project, 'project');
  const workspace = path.join(home, 'runs', parseString(current.id, 'id'), 'workspace');
  const suffix = project.slice(-8);
  const compose = await readFile(path.join(root, 'lab-files/stages/part-3/docker-compose.yml'), 'utf8');
  await writeFile(
    path.join(workspace, 'docker-compose.yml'),
    compose
      .replaceAll(/container_name: (\S+)/g, `container_name: $1-${suffix}`)
      .replaceAll(/127\.0\.0\.1:\d+:/g, '127.0.0.1::'),
  );
  const docker = async (...words: string[]) => {
    const env = { ...process.env, COMPOSE_PROJECT_NAME: project };
    const { stdout } = await run('docker', words, { cwd: workspace, env, timeout: 300_000 });
    return stdout;
  };
  starting.defer(async () => {
    await docker('compose', 'down', '--volumes', '--timeout', '2');
  });
  await docker('compose', 'up', '--detach');

  const started = starting.move();
  return {
    pid: parseInteger(server.pid, 'pid', 1, 2 ** 31),
    url: parseString(server.url, 'url'),
    token,
    project,
    docker,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
