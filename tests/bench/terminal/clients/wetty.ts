import { type ClientOptions, type Connection, createClient, size, type TerminalClient } from '../client.ts';
import { openSocket } from './open-socket.ts';

/** Engine.IO's and Socket.IO's packet types, as far as wetty's page meets them. */
const packet = { open: '0', ping: '2', pong: '3', connect: '40', event: '42' } as const;
/** wetty's page commits what it has drawn in steps of this many characters (client/wetty/flowcontrol). */
const commitEvery = 262_144;

/** Opens a terminal of wetty over Socket.IO's WebSocket transport, and commits as its page does. */
export function openWettyClient(connection: Connection, options: ClientOptions): TerminalClient {
  const socket = openSocket(connection, '/wetty/socket.io/?EIO=4&transport=websocket', [], options);
  const emit = (...event: unknown[]) => socket.send(packet.event + JSON.stringify(event));
  let uncommitted = 0;
  const parse = (message: Buffer): Buffer | null => {
    const text = message.toString('utf8');
    if (text.startsWith(packet.event)) {
      const event: unknown = JSON.parse(text.slice(packet.event.length));
      return Array.isArray(event) && event[0] === 'data' ? Buffer.from(String(event[1])) : null;
    }
    if (text.startsWith(packet.connect)) emit('resize', { cols: size.columns, rows: size.rows });
    else if (text.startsWith(packet.open)) socket.send(packet.connect);
    else if (text === packet.ping) socket.send(packet.pong);
    return null;
  };
  return createClient(
    socket,
    {
      parse,
      type: (text) => emit('input', text),
      drawn: (bytes) => {
        uncommitted += bytes;
        if (uncommitted < commitEvery) return;
        emit('commit', commitEvery);
        uncommitted -= commitEvery;
      },
    },
    options.drawing ?? null,
  );
}
