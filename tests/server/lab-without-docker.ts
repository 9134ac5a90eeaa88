import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestLab, type TestLab } from '../lab.ts';
import { ptysHere } from '../ptys-here.ts';

/**
 * A lab that finds neither Docker's client nor an engine, whatever this machine has: nothing is ever made in Docker,
 * so that nothing is to be removed there in the end.
 * @param settings further variables of the environment
 * @param site the built site, where pages are wanted
 */
export async function startLabWithoutDocker(
  settings: Readonly<Record<string, string>> = {},
  site = '/nonexistent',
): Promise<TestLab> {
  await using starting = new AsyncDisposableStack();
  const programs = await mkdtemp(path.join(tmpdir(), 'lab-programs-'));
  starting.defer(() => rm(programs, { recursive: true, force: true }));
  for (const name of ['bash', 'sh', 'cat', 'env']) await symlink(`/bin/${name}`, path.join(programs, name));
  const socket = path.join(programs, 'nobody.sock');
  const lab = starting.use(
    await startTestLab(site, { PATH: programs, DOCKER_HOST: `unix://${socket}`, ...settings }, ptysHere()),
  );
  const started = starting.move();
  return { ...lab, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
