import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LabError } from '../lab-error.ts';

const run = promisify(execFile);

/** Milliseconds that one call of Docker's client may take. */
const deadline = 60_000;

export type RemoveOptions = {
  /** The Compose project; nothing without its label is touched. */
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * Removes the containers, volumes and networks of a Compose project by its label, so that it works whatever became of
 * the compose file.
 * @throws LabError when Docker Engine does not answer or refuses
 */
export async function removeProject({ project, environment }: RemoveOptions): Promise<void> {
  const docker = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await run('docker', words, { env: environment, timeout: deadline });
    return stdout.split('\n').filter((line) => line !== '');
  };
  const ofProject = ['--filter', `label=com.docker.compose.project=${project}`];
  try {
    const containers = await docker('ps', '--all', '--quiet', ...ofProject);
    if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
    const volumes = await docker('volume', 'ls', '--quiet', ...ofProject);
    if (volumes.length > 0) await docker('volume', 'rm', ...volumes);
    const networks = await docker('network', 'ls', '--quiet', ...ofProject);
    if (networks.length > 0) await docker('network', 'rm', ...networks);
  } catch (error) {
    // Without Docker's client the lab's commands never made anything.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new LabError(
      {
        code: 'docker-removal-failed',
        title: 'Контейнеры лаборатории не удалены',
        message: `Docker не выполнил просьбу за ${deadline / 1_000} с или отказал: ${reasonOf(error)}`,
        hint: 'Откройте «Состояние машины», исправьте, что там названо, и повторите. Файлы и журнал не тронуты.',
        status: 503,
      },
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'stderr' in error && typeof error.stderr === 'string') {
    const line = error.stderr.trim().split('\n').at(-1) ?? '';
    if (line !== '') return line;
  }
  return error instanceof Error ? error.message : String(error);
}
