import { Client, DatabaseError } from 'pg';

import { reasonOf, withDeadline } from './deadline.ts';
import { observerName } from './postgres-queries.ts';

/** Where a PostgreSQL server is reached from this machine, and as whom. */
export type PostgresAddress = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
};

/** One kept connection; after any error it is opened anew with the next question. */
export type PostgresConnection = AsyncDisposable & {
  /** The rows of a query, or an exception with the server's own words within the deadline. */
  rows(address: PostgresAddress, query: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
};

const connectDeadline = 1_000;
const queryDeadline = 1_500;

/** Makes a connection that is opened with its first question. */
export function createPostgresConnection(): PostgresConnection {
  let open: { readonly key: string; readonly client: Client } | null = null;

  const drop = () => {
    const client = open?.client;
    open = null;
    if (client !== undefined) discard(client);
  };

  const clientTo = async (address: PostgresAddress): Promise<Client> => {
    const key = JSON.stringify(address);
    if (open?.key === key) return open.client;
    drop();
    const client = await connect(address);
    open = { key, client };
    client.on('error', () => {
      if (open?.client === client) drop();
    });
    return client;
  };

  return {
    async rows(address, query) {
      try {
        const client = await clientTo(address);
        const result = await withDeadline('PostgreSQL', queryDeadline, client.query<Record<string, unknown>>(query));
        return result.rows;
      } catch (error) {
        if (!(error instanceof DatabaseError) || error.severity !== 'ERROR') drop();
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      const client = open?.client;
      open = null;
      if (client === undefined) return;
      await withDeadline('PostgreSQL', 500, client.end()).catch(() => discard(client));
    },
  };
}

/** Asks one question over a connection of its own: what a new client meets. */
export async function askOnce(
  address: PostgresAddress,
  query: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await using connection = createPostgresConnection();
  return await connection.rows(address, query);
}

async function connect({ host, port, user, password, database }: PostgresAddress): Promise<Client> {
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    application_name: observerName,
    connectionTimeoutMillis: connectDeadline,
    // Reading must neither wait for a student's lock nor hold one.
    options: '-c statement_timeout=1200 -c lock_timeout=300 -c default_transaction_read_only=on',
  });
  // A server that goes away reports it here as well as to the query that waits.
  client.on('error', () => undefined);
  try {
    await withDeadline('PostgreSQL', connectDeadline, client.connect());
  } catch (error) {
    discard(client);
    throw error;
  }
  return client;
}

function discard(client: Client): void {
  client.on('error', () => undefined);
  void client.end().catch(() => undefined);
  // `end` waits for the server to hang up, which a paused one never does.
  const socket: unknown = Reflect.get(client, 'connection');
  if (typeof socket === 'object' && socket !== null && 'stream' in socket) {
    const { stream } = socket;
    if (typeof stream === 'object' && stream !== null && 'destroy' in stream && typeof stream.destroy === 'function') {
      stream.destroy();
    }
  }
}

/** Why PostgreSQL did not answer, as a student understands it. */
export function explainPostgres(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  switch (code) {
    case 'ECONNREFUSED':
      return 'PostgreSQL не принимает соединения';
    case '28P01':
      return 'PostgreSQL не принял пароль суперпользователя из файла Patroni: после создания кластера пароль в файле уже ни на что не влияет';
    case '57P03':
      return 'PostgreSQL запускается или останавливается';
    case '57P01':
      return 'PostgreSQL останавливается';
    case 'ECONNRESET':
      return 'соединение с PostgreSQL оборвалось';
    default:
      return reasonOf(error);
  }
}
