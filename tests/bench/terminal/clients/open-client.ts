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
