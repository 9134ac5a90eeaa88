import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CheckResult } from '#protocol/check.ts';
import type { ClusterView } from '#protocol/cluster.ts';
import type { ConfigurationReport } from '#protocol/configuration.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { createCheckRunner } from '../../server/run/check-runner.ts';
import { namedLeader, otherNodes, workingLeader } from '#checks/cluster-roles.ts';
import type { ClusterOptions } from '../../server/cluster/adapters.ts';
import { createClusterObserver } from '../../server/cluster/observer.ts';
import { removeProject } from '../../server/cluster/remove-project.ts';
import { openFaultBook } from '../../server/faults/book.ts';
import { createRunningConfiguration } from '../../server/configuration/running-configuration.ts';
import { openJournal, readAll } from '../../server/journal/journal.ts';
import { openWorkspace } from '../../server/workspace/workspace.ts';
import { waitFor } from '../wait-for.ts';

const run = promisify(execFile);
const labFiles = path.resolve(import.meta.dirname, '../../lab-files');

/** A student's workspace with its own compose project, observed and checked as the server does it. */
export type Stack = AsyncDisposable & {
  readonly folder: string;
  /** What a witness or a probe of its own needs to find it. */
  readonly cluster: ClusterOptions;
  /** What the compose file calls the nodes' image. */
  readonly image: string;
  /** Runs docker in the workspace and gives its output, both streams; throws with them on failure. */
  docker(...words: string[]): Promise<string>;
  /** Changes a file of the workspace by its text. */
  edit(file: string, change: (text: string) => string): Promise<void>;
  /** Takes part 3's compose file. */
  addHaproxy(): Promise<void>;
  /** SQL by psql, run in one container against `host` or `host:port` of its network; throws with PostgreSQL's words. */
  sql(inside: string, server: string, statement: string): Promise<string>;
  view(): Promise<ClusterView>;
  /** Which configuration runs, beside the files. */
  configuration(): Promise<ConfigurationReport>;
  check(id: string): Promise<CheckResult>;
  /** Waits until a check says this, looking about once a second as an open page does. */
  until(id: string, outcome: CheckResult['outcome'], seconds?: number): Promise<CheckResult>;
  /** Waits for a leader with a synchronous replica, and gives both names. */
  untilHealthy(): Promise<{ leader: string; replica: string }>;
  /** Names of the facts in the journal. */
  facts(): string[];
  events(): readonly JournalEvent[];
};

/**
 * Copies the lab's files and begins to observe; nothing runs yet. What the project made is removed in the end.
 * Containers and the image get names of their own, and any free ports, so that a lab that runs on this machine is not disturbed.
 * @param asWritten leave names and ports as the files have them
 */
export async function openStack({
  password = 'postgres',
  asWritten = false,
}: { password?: string; asWritten?: boolean } = {}): Promise<Stack> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-stack-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const workspaceDir = path.join(folder, 'workspace');
  // A run's workspace has the files as they come, without the stages.
  await cp(labFiles, workspaceDir, { recursive: true, filter: (from) => path.basename(from) !== 'stages' });
  const suffix = randomBytes(4).toString('hex');
  const project = `ha-postgres-lab-test-${suffix}`;
  const image = `localhost/ha-postgres-lab-test:${suffix}`;
  const takeCompose = async (from: string) => {
    const text = await readFile(path.join(labFiles, from), 'utf8');
    const own = text
      .replaceAll('localhost/postgres:patroni', image)
      .replaceAll(/container_name: (\S+)/g, `container_name: $1-${suffix}`)
      .replaceAll(/127\.0\.0\.1:\d+:/g, '127.0.0.1::');
    await writeFile(path.join(workspaceDir, 'docker-compose.yml'), asWritten ? text : own);
  };
  await takeCompose('docker-compose.yml');
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '/',
    COMPOSE_PROJECT_NAME: project,
    ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }),
  };
  opening.defer(async () => {
    const { stdout } = await run('docker', ['image', 'ls', '--quiet', image], { env: environment });
    // Without the name the layers stay as the cache of the next build.
    if (stdout.trim() !== '') await run('docker', ['rmi', '--force', '--no-prune', image], { env: environment });
  });
  opening.defer(() => removeProject({ project, environment }));
  const journal = opening.use(openJournal(path.join(folder, 'journal.sqlite')));
  const observer = opening.use(createClusterObserver({ project, workspaceDir, environment }));
  const workspace = opening.use(await openWorkspace({ dir: workspaceDir, originals: labFiles, journal }));
  const configuration = opening.use(createRunningConfiguration({ project, environment, workspace, journal }));
  const checks = createCheckRunner({
    observer,
    journal,
    book: opening.use(openFaultBook(journal)),
    mistakes: configuration.mistakes,
  });

  const docker = async (...words: string[]) => {
    const { stdout, stderr } = await run('docker', words, {
      cwd: workspaceDir,
      env: environment,
      timeout: 300_000,
      maxBuffer: 16 * 1_024 * 1_024,
    });
    return `${stdout}${stderr}`;
  };
  const check = async (id: string): Promise<CheckResult> => {
    // A view is kept for half a second: what a test has just done is to be seen.
    const called = Date.now();
    await waitFor('a view of now', async () => (await observer.observe()).at >= called, { within: 30_000, every: 50 });
    const [result] = await checks.run([id]);
    if (result === undefined) throw new Error(`no answer to ${id}`);
    return result;
  };

  const opened = opening.move();
  return {
    folder: workspaceDir,
    cluster: { project, workspaceDir, environment },
    image,
    docker,
    async edit(file, change) {
      const place = path.join(workspaceDir, file);
      const text = await readFile(place, 'utf8');
      const changed = change(text);
      if (changed === text) throw new Error(`nothing to change in ${file}`);
      await writeFile(place, changed);
    },
    addHaproxy: () => takeCompose('stages/part-3/docker-compose.yml'),
    sql(inside, server, statement) {
      const [host = '', port = '5432'] = server.split(':');
      const client = ['psql', '-h', host, '-p', port, '-U', 'postgres', '-Atc', statement];
      return docker('exec', '-e', `PGPASSWORD=${password}`, inside, ...client);
    },
    view: () => observer.observe(),
    configuration: () => configuration.look(),
    check,
    async until(id, outcome, seconds = 90) {
      let last: CheckResult | null = null;
      const reached = async () => {
        last = await check(id);
        return last.outcome === outcome ? last : null;
      };
      try {
        return await waitFor(`${id} to be ${outcome}`, reached, { within: seconds * 1_000, every: 700 });
      } catch (error) {
        throw new Error(`${id} did not become ${outcome} in ${seconds} s; last: ${JSON.stringify(last)}`, {
          cause: error,
        });
      }
    },
    async untilHealthy() {
      return await waitFor(
        'a leader with a synchronous replica',
        async () => {
          await checks.run([]);
          const view = await observer.observe();
          const leader = workingLeader(view);
          const standby = view.zookeeper.syncStandby;
          const replica = leader === null ? undefined : otherNodes(view, leader)[0];
          const inStep = standby !== null && standby === replica?.patroni.member && namedLeader(view) === leader;
          return leader !== null && replica !== undefined && inStep && { leader: leader.name, replica: replica.name };
        },
        { within: 120_000, every: 700 },
      );
    },
    events: () => [...readAll(journal)],
    facts: () => journal.read(1, 1_000, ['fact']).flatMap(({ body }) => (body.kind === 'fact' ? [body.fact] : [])),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
