import { runCommand, succeeded } from '../command.ts';

// Less than a probe's own deadline, so that the finding can name Docker and not the probe.
const DEADLINE_MS = 4_000;

/** Docker's answer to a question, or why there is none. */
export type DockerAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: 'no-client' | 'silent' | 'refused'; readonly text: string };

/** Asks Docker through its own client, so that contexts and endpoints mean what they mean in the terminals. */
export async function askDocker(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  deadlineMs = DEADLINE_MS,
): Promise<DockerAnswer> {
  const result = await runCommand('docker', args, { deadlineMs, env });
  if (succeeded(result)) return { ok: true, text: result.stdout.trim() };
  if (result.outcome === 'not-found') return { ok: false, why: 'no-client', text: '' };
  if (result.outcome === 'timed-out') return { ok: false, why: 'silent', text: `нет ответа за ${deadlineMs / 1000} с` };
  return { ok: false, why: 'refused', text: result.stderr.trim() };
}

/** A container as the doctor sees it. */
export type SeenContainer = {
  readonly name: string;
  readonly state: string;
  /** Its Compose project, empty without one. */
  readonly project: string;
  /** The folder that its Compose project was started from, empty without one. */
  readonly folder: string;
  /** Ports published on the host. */
  readonly ports: readonly number[];
};

/** All containers, running or not; undefined when Docker does not answer. */
export async function listContainers(env: NodeJS.ProcessEnv): Promise<readonly SeenContainer[] | undefined> {
  const format = [
    '{{.Names}}',
    '{{.State}}',
    '{{.Label "com.docker.compose.project"}}',
    '{{.Label "com.docker.compose.project.working_dir"}}',
    '{{.Ports}}',
  ].join('\t');
  const answer = await askDocker(['ps', '--all', '--no-trunc', '--format', format], env);
  return answer.ok ? answer.text.split('\n').filter(Boolean).map(parseContainer) : undefined;
}

/** Reads one line of `docker ps`. */
export function parseContainer(line: string): SeenContainer {
  const [names = '', state = '', project = '', folder = '', ports = ''] = line.split('\t');
  return { name: names.split(',')[0] ?? '', state, project, folder, ports: parsePublishedPorts(ports) };
}

/** The host's ports in `127.0.0.1:5433->5432/tcp, 0.0.0.0:8000-8002->80-82/tcp`. */
export function parsePublishedPorts(text: string): readonly number[] {
  const ports = [...text.matchAll(/:(\d+)(?:-(\d+))?->/g)].flatMap(([, first, last]) => {
    const from = Number(first);
    const to = Number(last ?? first);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(ports)];
}
