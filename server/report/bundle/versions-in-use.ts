import type { Manifest } from '#bundle/manifest.ts';
import { askDocker } from '../../setup/doctor/docker.ts';

/** What the run's machine says of itself. */
export type Machine = { readonly lab: string; readonly environment: Readonly<Record<string, string>> };

/** A report does not wait for a Docker that hangs. */
const deadline = 1_000;

/** The versions of what the run was made with; null where nobody answers. */
export async function engineVersions({ environment }: Machine): Promise<Pick<Manifest['versions'], 'engine' | 'compose'>> {
  const [engine, compose] = await Promise.all([
    ask(['version', '--format', '{{.Server.Version}}'], environment),
    ask(['compose', 'version', '--short'], environment),
  ]);
  return { engine, compose };
}

async function ask(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string | null> {
  const answer = await askDocker(args, environment, deadline);
  return answer.ok && answer.text !== '' ? answer.text.slice(0, 100) : null;
}
