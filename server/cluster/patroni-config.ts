import { parse } from 'yaml';

/** What the other witnesses need to know of the configuration that a node's Patroni was started with. */
export type PatroniConfig = {
  readonly member: string | null;
  /** The folder of the cluster's keys in ZooKeeper. */
  readonly scopePath: string | null;
  /** `host:port` of the REST API as seen inside the container, where a node cut off from the network is asked as well. */
  readonly restAddress: string;
  readonly postgresPort: number;
  readonly user: string;
  readonly password: string;
};

/**
 * Reads a Patroni configuration; environment variables win, as they do for Patroni itself.
 * A file that is not YAML gives what the environment says and Patroni's defaults.
 */
export function parsePatroniConfig(text: string, environment: Readonly<Record<string, string>>): PatroniConfig {
  const root = readYaml(text);
  const field = (variable: string, ...path: readonly string[]) => environment[variable] ?? at(root, path);
  const scope = field('PATRONI_SCOPE', 'scope');
  const namespace = (field('PATRONI_NAMESPACE', 'namespace') ?? 'service').replaceAll(/^\/+|\/+$/g, '');
  const listen = field('PATRONI_POSTGRESQL_LISTEN', 'postgresql', 'listen') ?? '';
  return {
    member: field('PATRONI_NAME', 'name'),
    scopePath: scope === null ? null : `/${namespace}/${scope}`,
    restAddress:
      onLoopback(field('PATRONI_RESTAPI_LISTEN', 'restapi', 'listen')) ??
      field('PATRONI_RESTAPI_CONNECT_ADDRESS', 'restapi', 'connect_address') ??
      '127.0.0.1:8008',
    postgresPort: Number(listen.match(/:(\d+)$/)?.[1] ?? 5432),
    user: field('PATRONI_SUPERUSER_USERNAME', 'postgresql', 'authentication', 'superuser', 'username') ?? 'postgres',
    password:
      field('PATRONI_SUPERUSER_PASSWORD', 'postgresql', 'authentication', 'superuser', 'password') ??
      environment.POSTGRES_PASSWORD ??
      'postgres',
  };
}

/** The way from inside the container to an API that listens everywhere; null where it does not. */
function onLoopback(listen: string | null): string | null {
  const port = /^(?:0\.0\.0\.0|\*|\[::\]|127\.0\.0\.1|localhost):(\d+)$/.exec(listen ?? '')?.[1];
  return port === undefined ? null : `127.0.0.1:${port}`;
}

function readYaml(text: string): unknown {
  try {
    const value: unknown = parse(text);
    return value;
  } catch (error) {
    // Patroni itself refuses such a file: its log says so, and here its defaults stand.
    if (error instanceof Error) return null;
    throw error;
  }
}

function at(root: unknown, path: readonly string[]): string | null {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = Reflect.get(value, key);
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
