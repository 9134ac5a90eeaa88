import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { askOnce, type PostgresAddress } from '../../server/cluster/postgres.ts';
import type { Places } from '../../server/probe/places.ts';
import { waitFor } from '../wait-for.ts';

const run = promisify(execFile);

/** A server without Patroni, which stands for the entry point and for the only node. */
export type OnePostgres = AsyncDisposable & {
  readonly address: PostgresAddress;
  readonly places: Places;
  /** SQL inside the container; gives what psql prints. */
  readonly sql: (statement: string) => Promise<string>;
  readonly logs: () => Promise<string>;
};

/** Starts PostgreSQL on a free port; the container goes in the end. */
export async function startOnePostgres(): Promise<OnePostgres> {
  await using starting = new AsyncDisposableStack();
  const words = [
    'run',
    '--detach',
    '--env',
    'POSTGRES_PASSWORD=postgres',
    '--publish',
    '127.0.0.1::5432',
    'postgres:15',
  ];
  const container = (await run('docker', words)).stdout.trim();
  starting.defer(async () => {
    await run('docker', ['rm', '--force', '--volumes', container]);
  });
  const inspected: unknown = JSON.parse(
    (await run('docker', ['inspect', '--format', '{{json .NetworkSettings}}', container])).stdout,
  );
  const { port, inside } = parseNetwork(inspected);
  const address = { host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database: 'postgres' };
  await waitFor('PostgreSQL to answer', () => askOnce(address, 'SELECT 1'), { within: 60_000, every: 200 });
  const node = { name: 'pg-only', running: true, server: address, addresses: [inside] };
  const started = starting.move();
  return {
    address,
    places: { entrypoint: address, problem: null, nodes: [node] },
    sql: async (statement) =>
      (await run('docker', ['exec', container, 'psql', '-U', 'postgres', '-Atc', statement])).stdout.trim(),
    logs: async () => {
      const { stdout, stderr } = await run('docker', ['logs', container]);
      return `${stdout}${stderr}`;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function parseNetwork(settings: unknown): { port: number; inside: string } {
  const text = JSON.stringify(settings);
  const port = /"HostPort":"(\d+)"/.exec(text)?.[1];
  const inside = /"IPAddress":"([\d.]+)"/.exec(text)?.[1];
  if (port === undefined || inside === undefined) throw new Error(`no port or address in ${text}`);
  return { port: Number(port), inside };
}
