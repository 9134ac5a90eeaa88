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
   * Says that nothing more will be asked. The connection stays half open until the other side hangs up as well,
   * since a proxy or a server that hangs keeps its part of a connection that we merely forgot.
   */
  hangUp(): void;
  /** Lets go at once, whatever the other side holds. */
  destroy(): void;
  /** Settles when nothing is left of the connection, or the other side kept silent for a minute after `hangUp`. */
  readonly gone: Promise<void>;
};

const lingerFor = 60_000;

/** Begins a session; nothing is refused here, `opened` tells. */
export function openSession(address: PostgresAddress): PostgresSession {
  const socket = new Socket();
  const client = createClient(address, { stream: () => socket });
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  let warnings: string[] = [];
  let idle = false;
  let lingering: NodeJS.Timeout | null = null;
  client.on('notice', ({ code }) => warnings.push(code ?? ''));
  socket.once('close', () => {
    if (lingering !== null) clearTimeout(lingering);
    leave();
  });
  const open = async () => {
    await client.connect();
    idle = true;
  };

  return {
    opened: open(),
    gone,
    async ask({ name, text, values }) {
      warnings = [];
      idle = false;
      const { rows } = await client.query<Record<string, unknown>>({
        text,
        ...(name === undefined ? {} : { name }),
        ...(values === undefined ? {} : { values: [...values] }),
      });
      idle = true;
      return { rows, warnings };
    },
    hangUp() {
      if (socket.connecting || socket.destroyed) {
        socket.destroy();
        return;
      }
      lingering = setTimeout(() => socket.destroy(), lingerFor).unref();
      // The library destroys the socket of a session that waits for an answer.
      if (idle) void client.end().catch(() => undefined);
      else socket.end();
    },
    destroy: () => void socket.destroy(),
  };
}
