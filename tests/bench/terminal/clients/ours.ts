import { terminalLimits, terminalSubprotocol } from '#protocol/terminal.ts';
import { createAcknowledgements } from '../../../../src/client/acknowledgements.ts';
import { type ClientOptions, type Connection, createClient, size, type TerminalClient } from '../client.ts';
import { openSocket } from './open-client.ts';

/** Opens one of our terminals; it acknowledges what it has drawn, as our page does. */
export function openOurClient(connection: Connection, options: ClientOptions): TerminalClient {
  const socket = openSocket(connection, `/api/terminals/${options.terminal}`, [terminalSubprotocol], options);
  const send = (frame: unknown) => socket.send(JSON.stringify(frame));
  const acknowledgements = createAcknowledgements(terminalLimits.lowWater / 8, (bytes) =>
    send({ type: 'acknowledge', bytes }),
  );
  return createClient(
    socket,
    {
      opened: () => send({ type: 'authenticate', token: connection.token, ...size }),
      parse: (message, isBinary) => (isBinary ? message : null),
      type: (text) => socket.send(Buffer.from(text)),
      // The shell marks where its prompt ends.
      prompt: '\x1b]133;B;',
      drawn: acknowledgements.drawn,
    },
    options.drawing ?? null,
  );
}
