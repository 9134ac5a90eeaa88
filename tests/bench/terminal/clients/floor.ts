import { type ClientOptions, type Connection, createClient, type TerminalClient } from '../client.ts';
import { openSocket } from './open-socket.ts';

/** Opens a terminal of the floor: bytes there, bytes back. */
export function openFloorClient(connection: Connection, options: ClientOptions): TerminalClient {
  const socket = openSocket(connection, '/', [], options);
  return createClient(
    socket,
    { parse: (message) => message, type: (text) => socket.send(Buffer.from(text)) },
    options.drawing ?? null,
  );
}
