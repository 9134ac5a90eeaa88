import { Client, type ClientConfig, DatabaseError } from 'pg';

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

/** What a client of ours may do otherwise than the others. */
export type ClientSettings = Pick<ClientConfig, 'connectionTimeoutMillis' | 'options' | 'stream'>;

/** How a connection asks. */
export type ConnectionOptions = {
  /** Milliseconds that a question may take; connecting may take a second more. */
  readonly deadline?: number;
  /** Whether the session forbids itself to write; one that asks whether the server forbids it leaves this off. */
  readonly readOnly?: boolean;
  /** Told when the server hangs up between two questions. */
  readonly onLost?: () => void;
};

const connectDeadline = 1_000;
const queryDeadline = 1_500;

/** Makes a connection that is opened with its first question. */
export function createPostgresConnection(options: ConnectionOptions = {}): PostgresConnection {
  const { deadline = queryDeadline, readOnly = true, onLost } = options;
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
    const client = await connect(address, readOnly);
    open = { key, client };
    const lost = () => {
      if (open?.client !== client) return;
      drop();
      onLost?.();
    };
    client.on('error', lost);
    client.on('end', lost);
    return client;
  };

  return {
    async rows(address, query) {
      try {
        const client = await clientTo(address);
        const result = await withDeadline('PostgreSQL', deadline, client.query<Record<string, unknown>>(query));
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

/** Makes a client that is not connected yet, over a socket of the caller's where one is given. */
export function createClient(address: PostgresAddress, settings: ClientSettings = {}): Client {
  const { host, port, user, password, database } = address;
  const client = new Client({ host, port, user, password, database, application_name: observerName, ...settings });
  // A server that goes away reports it here as well as to the query that waits.
  client.on('error', () => undefined);
  return client;
}

async function connect(address: PostgresAddress, readOnly: boolean): Promise<Client> {
  const client = createClient(address, {
    connectionTimeoutMillis: connectDeadline,
    // Reading must neither wait for a student's lock nor hold one.
    options: `-c statement_timeout=1200 -c lock_timeout=300${readOnly ? ' -c default_transaction_read_only=on' : ''}`,
  });
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
    default: {
      const reason = reasonOf(error);
      return /Connection terminated/.test(reason) ? 'соединение с PostgreSQL оборвалось' : reason;
    }
  }
}
