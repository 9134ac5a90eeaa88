import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { waitFor } from '../../wait-for.ts';
import { createPage } from './page.ts';

/** Where a server of the benchmark listens, and what a client must know of it. */
export type Connection = {
  readonly kind: 'ours' | 'ttyd' | 'wetty' | 'floor';
  readonly port: number;
  /** Where to connect instead: a slow line that leads there. */
  readonly line?: number;
  readonly token: string;
};

export type ClientOptions = {
  /** A terminal's name, where the server has names. */
  readonly terminal: string;
  /** Bytes a second that its page draws; null: as fast as they come. */
  readonly drawing?: number | null;
  /** Whether it offers to take deflated messages, as every browser does. */
  readonly deflate?: boolean;
};

/** One page's end of a terminal, by the protocol that the server's own page speaks. */
export type TerminalClient = {
  type(text: string): void;
  /** Called with what the page has drawn, in order; returns how to stop it. */
  listen(listener: (bytes: Buffer) => void): () => void;
  /** Stops reading from the socket, or goes on. */
  read(on: boolean): void;
  readonly hungUp: boolean;
  /** What stands on the screen when the shell is ready for a command. */
  readonly prompt: string;
  close(): void;
};

/** What a protocol makes of a socket. */
export type Protocol = {
  readonly opened?: () => void;
  /** The terminal's bytes in a message; null when there are none. */
  readonly parse: (message: Buffer, isBinary: boolean) => Buffer | null;
  readonly type: (text: string) => void;
  /** Where the server brings a prompt of its own. */
  readonly prompt?: string;
  /** Told as bytes come and as they are drawn, for the flow control of its page. */
  readonly came?: (bytes: number) => void;
  readonly drawn?: (bytes: number) => void;
};

/** The size of all terminals of the benchmark. */
export const size = { columns: 100, rows: 30 } as const;
/** What bash shows before a command, by the start file that all shells of the benchmark read. */
export const prompt = 'READY> ';

/** Puts a client together from a socket and a protocol. */
export function createClient(socket: WebSocket, protocol: Protocol, drawing: number | null): TerminalClient {
  const page = createPage(drawing);
  const listeners = new Set<(bytes: Buffer) => void>();
  let hungUp = false;
  socket.on('open', () => protocol.opened?.());
  socket.on('message', (data: Buffer, isBinary) => {
    const bytes = protocol.parse(data, isBinary);
    if (bytes === null || bytes.length === 0) return;
    protocol.came?.(bytes.length);
    page.take(bytes, () => {
      protocol.drawn?.(bytes.length);
      for (const listener of listeners) listener(bytes);
    });
  });
  socket.on('error', () => {
    hungUp = true;
  });
  socket.on('close', () => {
    hungUp = true;
  });
  return {
    type: protocol.type,
    prompt: protocol.prompt ?? prompt,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: (on) => {
      if (on) socket.resume();
      else socket.pause();
    },
    get hungUp() {
      return hungUp;
    },
    close: () => {
      page.dispose();
      socket.terminate();
    },
  };
}

/** Waits until the page has drawn a text that comes after this call; gives the time at which it had. */
export async function drawn(client: TerminalClient, text: string, within = 30_000): Promise<number> {
  const wanted = Buffer.from(text);
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  const stop = client.listen((bytes) => {
    if (at > 0) return;
    const data = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    if (data.includes(wanted)) at = performance.now();
    rest = Buffer.from(data.subarray(-wanted.length + 1));
  });
  try {
    return await waitFor(`«${text}»`, () => gone(client, at), { within, every: 2 });
  } finally {
    stop();
  }
}

function gone(client: TerminalClient, at: number): number | null {
  if (at === 0 && client.hungUp) throw new HungUpError();
  return at === 0 ? null : at;
}

/** Ends the shell, and then the connection. */
export async function leave(client: TerminalClient): Promise<void> {
  if (!client.hungUp) {
    client.type('\x03');
    await delay(50);
    client.type('exit\r');
    await delay(150);
  }
  client.close();
}

/** The server has closed the connection. */
export class HungUpError extends Error {
  constructor() {
    super('the server hung up');
  }
}
