import { WebSocket } from 'ws';
import type { ClientOptions, Connection, TerminalClient } from '../client.ts';
import { openFloorClient } from './floor.ts';
import { openOurClient } from './ours.ts';
import { openTtydClient } from './ttyd.ts';
import { openWettyClient } from './wetty.ts';

const kinds = { ours: openOurClient, ttyd: openTtydClient, wetty: openWettyClient, floor: openFloorClient };

/** Connects to a server's terminal as the server's own page does. */
export function openClient(connection: Connection, options: ClientOptions): TerminalClient {
  return kinds[connection.kind](connection, options);
}

/** A socket with what browsers send. */
export function openSocket(
  { port, line = port }: Connection,
  address: string,
  protocols: string[],
  { deflate = false }: ClientOptions,
): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${line}${address}`, protocols, {
    headers: { Host: `127.0.0.1:${port}` },
    origin: `http://127.0.0.1:${port}`,
    perMessageDeflate: deflate,
    maxPayload: 256 * 1024 * 1024,
  });
}
