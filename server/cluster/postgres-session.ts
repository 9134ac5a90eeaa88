import { Socket } from 'node:net';

import { createClient, type PostgresAddress } from './postgres.ts';

/** A statement, prepared under its name with its first use in a session. */
export type Statement = { readonly name?: string; readonly text: string; readonly values?: readonly unknown[] };

/** What a statement gave, and the SQLSTATEs of the warnings that came with it. */
export type Answer = {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly warnings: readonly string[];
};

/**
 * One session with a server, without deadlines of its own: whoever waits decides how long.
 * It asks one thing at a time.
 */
export type PostgresSession = {
  /** Settles when the server takes statements. */
  readonly opened: Promise<void>;
  ask(statement: Statement): Promise<Answer>;
  /**
   * Nothing more will be asked. A session that owes an answer stays open until it comes or the other side hangs up:
   * HAProxy cuts it when it marks its server down, but keeps half of one that only we have closed for as long as the
   * server hangs, and its places are few.
   */
  leave(): void;
  /** Lets go at once, whatever the other side holds. */
  destroy(): void;
  /** Settles when nothing is left of the connection, or the other side kept silent for a minute after `leave`. */
  readonly gone: Promise<void>;
};

const lingerFor = 60_000;

/** Begins a session; nothing is refused here, `opened` tells. */
export function openSession(address: PostgresAddress): PostgresSession {
  const socket = new Socket();
  const client = createClient(address, { stream: () => socket });
  const { promise: gone, resolve: over } = Promise.withResolvers<void>();
  let warnings: string[] = [];
  let owes = true;
  let lingering: NodeJS.Timeout | null = null;
  client.on('notice', ({ code }) => warnings.push(code ?? ''));
  socket.once('close', () => {
    if (lingering !== null) clearTimeout(lingering);
    over();
  });

  /** Waits for an answer that the server owes; whoever left meanwhile is not there to close the session. */
  const answered = async <Value>(answer: Promise<Value>): Promise<Value> => {
    owes = true;
    try {
      return await answer;
    } finally {
      owes = false;
      if (lingering !== null) goodbye();
    }
  };

  const goodbye = () => void client.end().catch(() => undefined);

  return {
    opened: answered(connectTo(client)),
    gone,
    async ask({ name, text, values }) {
      warnings = [];
      const { rows } = await answered(
        client.query<Record<string, unknown>>({
          text,
          ...(name === undefined ? {} : { name }),
          ...(values === undefined ? {} : { values: [...values] }),
        }),
      );
      return { rows, warnings };
    },
    leave() {
      if (socket.connecting || socket.destroyed) {
        socket.destroy();
        return;
      }
      lingering = setTimeout(() => socket.destroy(), lingerFor).unref();
      socket.unref();
      if (!owes) goodbye();
    },
    destroy: () => void socket.destroy(),
  };
}

async function connectTo(client: ReturnType<typeof createClient>): Promise<void> {
  await client.connect();
}
