import type { ContainerFacts, Docker } from './docker.ts';
import { type HaproxyConfig, parseHaproxyConfig } from './haproxy-config.ts';
import { parsePatroniConfig, type PatroniConfig } from './patroni-config.ts';

/** Reads what the programs inside the containers were started with. */
export type ContainerConfigs = {
  /** A node's Patroni; throws while the file can't be read. */
  patroni(container: ContainerFacts): Promise<PatroniConfig>;
  /** HAProxy; null where it has no file. */
  haproxy(container: ContainerFacts): Promise<HaproxyConfig | null>;
};

/** Reads a file once for every start of its container: the program does the same, and a bind-mounted one may have changed since. */
export function createContainerConfigs(docker: Docker): ContainerConfigs {
  const patroni = keep(async (container) => {
    const path = container.command.find((word) => /\.ya?ml\b/.test(word))?.match(/\S+\.ya?ml/)?.[0] ?? null;
    const file = path === null ? null : await docker.containerFile(container.id, path);
    return parsePatroniConfig(file?.toString('utf8') ?? '', container.environment);
  });
  const haproxy = keep(async (container) => {
    const file = await docker.containerFile(container.id, haproxyPath(container));
    return file === null ? null : parseHaproxyConfig(file.toString('utf8'));
  });
  return { patroni, haproxy };
}

/** Remembers the newest answer for each container's name; those who ask meanwhile share one reading. */
function keep<Config>(read: (container: ContainerFacts) => Promise<Config>) {
  const known = new Map<string, { readonly of: string; readonly config: Promise<Config> }>();
  return async (container: ContainerFacts): Promise<Config> => {
    const of = `${container.id} ${container.startedAt}`;
    const before = known.get(container.name);
    if (before?.of === of) return await before.config;
    const config = read(container);
    const entry = { of, config };
    known.set(container.name, entry);
    config.catch(() => {
      if (known.get(container.name) === entry) known.delete(container.name);
    });
    return await config;
  };
}

function haproxyPath({ command, mounts }: ContainerFacts): string {
  const named = command[command.indexOf('-f') + 1];
  if (command.includes('-f') && named !== undefined && named.endsWith('.cfg')) return named;
  const mounted = mounts.find(({ destination }) => destination.endsWith('.cfg'));
  return mounted?.destination ?? '/usr/local/etc/haproxy/haproxy.cfg';
}
