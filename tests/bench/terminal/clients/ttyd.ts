import { type ClientOptions, type Connection, createClient, size, type TerminalClient } from '../client.ts';
import { openSocket } from './open-socket.ts';

/** The first byte of a message, both ways. */
const command = { data: '0', pause: '2', resume: '3' } as const;
const data = command.data.charCodeAt(0);
/** The flow control of ttyd's page (html/src/components/terminal/xterm): after so many bytes a write is followed. */
const flow = { limit: 100_000, highWater: 10, lowWater: 4 };

/** Opens a terminal of ttyd, and pauses it as its page does. */
export function openTtydClient(connection: Connection, options: ClientOptions): TerminalClient {
  const socket = openSocket(connection, '/ws', ['tty'], options);
  const send = (text: string) => socket.send(Buffer.from(text));
  let written = 0;
  let came = 0;
  let drawn = 0;
  /** At which count of drawn bytes each followed write is done. */
  const followed: number[] = [];
  return createClient(
    socket,
    {
      opened: () => send(JSON.stringify({ AuthToken: '', ...size })),
      parse: (message) => (message[0] === data ? message.subarray(1) : null),
      type: (text) => send(command.data + text),
      came: (bytes) => {
        came += bytes;
        written += bytes;
        if (written <= flow.limit) return;
        written = 0;
        followed.push(came);
        if (followed.length > flow.highWater) send(command.pause);
      },
      drawn: (bytes) => {
        drawn += bytes;
        while ((followed[0] ?? Number.POSITIVE_INFINITY) <= drawn) {
          followed.shift();
          if (followed.length < flow.lowWater) send(command.resume);
        }
      },
    },
    options.drawing ?? null,
  );
}
