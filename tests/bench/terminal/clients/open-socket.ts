import { WebSocket } from 'ws';
import type { ClientOptions, Connection } from '../client.ts';

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
