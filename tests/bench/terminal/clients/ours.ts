import { inflateSync } from 'fflate';
import { terminalLimits, terminalSubprotocol } from '#protocol/terminal.ts';
import { createAcknowledgements } from '../../../../src/client/acknowledgements.ts';
import { type ClientOptions, type Connection, createClient, size, type TerminalClient } from '../client.ts';
import { openSocket } from './open-socket.ts';

const deflated = Buffer.from(JSON.stringify({ type: 'deflated' }));

/** Opens one of our terminals; it acknowledges what it has drawn, as our page does. */
export function openOurClient(connection: Connection, options: ClientOptions): TerminalClient {
  const socket = openSocket(connection, `/api/terminals/${options.terminal}`, [terminalSubprotocol], options);
  const send = (frame: unknown) => socket.send(JSON.stringify(frame));
  let isDeflated = false;
  const acknowledgements = createAcknowledgements(terminalLimits.acknowledgeEvery, (bytes) =>
    send({ type: 'acknowledge', bytes }),
  );
  return createClient(
    socket,
    {
      opened: () =>
        send({ type: 'authenticate', token: connection.token, ...size, inflates: options.deflate ?? false }),
      parse: (message, isBinary) => {
        if (!isBinary) {
          isDeflated = message.equals(deflated);
          return null;
        }
        if (!isDeflated) return message;
        isDeflated = false;
        return Buffer.from(inflateSync(message));
      },
      type: (text) => socket.send(Buffer.from(text)),
      // The shell marks where its prompt ends.
      prompt: '\x1b]133;B;',
      drawn: (bytes) => acknowledgements.drawn(bytes),
    },
    options.drawing ?? null,
  );
}
