import type { ContainerRole } from '#protocol/cluster.ts';

/** What is known of a container before anything in it answers. */
export type RoleSigns = {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Ports that it listens on by its image or its compose service. */
  readonly ports: readonly number[];
};

/** What runs in a container, by its command, image and ports: a student may name it as they like. */
export function roleOf({ image, command, environment, ports }: RoleSigns): ContainerRole {
  const words = command.join(' ');
  if (/\bpatroni\b/.test(words)) return 'node';
  if (/haproxy/.test(image) || /\bhaproxy\b/.test(words) || 'HAPROXY_VERSION' in environment) return 'entrypoint';
  if (/zookeeper/.test(image) || 'ZOO_CONF_DIR' in environment || /zkServer/.test(words)) return 'zookeeper';
  if (/patroni|postgres/.test(image) || 'PG_MAJOR' in environment || 'PGDATA' in environment) return 'node';
  return ports.includes(2181) ? 'zookeeper' : 'other';
}
