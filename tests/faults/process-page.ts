import { once } from 'node:events';
import type { CommandWithOutput } from '#protocol/command.ts';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { parseServerFrame, terminalSubprotocol, type ServerFrame } from '#protocol/terminal.ts';
import { WebSocket } from 'ws';
import { createHeadless } from '../../server/terminal/headless.ts';
import { processToken, type ServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';

const size = { columns: 80, rows: 24 };

/** A page at a terminal of a server that runs as a process: it draws, acknowledges, and answers queries as xterm does. */
export type ProcessPage = Disposable & {
  readonly frames: ServerFrame[];
  bytes(): Buffer;
  type(text: string): void;
  /** The lines that it shows, with all that scrolled off. */
  screen(): Promise<string[]>;
  waitForText(text: string): Promise<void>;
};

/** Opens a page at a terminal. */
export async function openProcessPage({ url }: ServerProcess, name = 'main'): Promise<ProcessPage> {
  const socket = new WebSocket(`${url}/api/terminals/${name}`.replace('http', 'ws'), terminalSubprotocol, {
    origin: String(url),
  });
  const frames: ServerFrame[] = [];
  const chunks: Buffer[] = [];
  let total = 0;
  socket.on('message', (data, isBinary) => {
    if (!Buffer.isBuffer(data)) throw new Error('expected a buffer');
    if (!isBinary) {
      frames.push(parseServerFrame(data.toString()));
      return;
    }
    chunks.push(data);
    total += data.length;
    socket.send(JSON.stringify({ type: 'acknowledge', bytes: total }));
  });
  // The server is killed in the middle of it.
  socket.on('error', () => socket.terminate());
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'authenticate', token: processToken, ...size }));
  await waitFor('the terminal to be attached', () => frames.find(({ type }) => type === 'attached'));
  const bytes = () => Buffer.concat(chunks);
  return {
    frames,
    bytes,
    type: (text) => socket.send(Buffer.from(text)),
    screen: async () => {
      const { terminal } = createHeadless({ ...size, scrollback: 10_000 });
      await new Promise<void>((resolve) => {
        terminal.write(bytes(), resolve);
      });
      const { normal } = terminal.buffer;
      return Array.from({ length: normal.length }, (_, row) => normal.getLine(row)?.translateToString(true) ?? '');
    },
    waitForText: async (text) => {
      await waitFor(`«${text}» in the terminal`, () => bytes().includes(text), { within: 20_000 });
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** Asks the API of a server that runs as a process. */
export async function askProcess({ url }: ServerProcess, request: string, body?: unknown): Promise<unknown> {
  const [method = 'GET', address] = request.split(' ');
  const response = await fetch(`${url}/api${address}`, {
    method,
    headers: {
      Authorization: `Bearer ${processToken}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  return response.json();
}

/** Runs a command of the page; returns its id. */
export async function startCommand(server: ServerProcess, command: string, kind = 'shell'): Promise<string> {
  const started = parseRecord(await askProcess(server, 'POST /terminals/main/commands', { command, kind }), 'command');
  return parseString(started.id, 'id');
}

/** What has become of a command. */
export async function readCommand(server: ServerProcess, id: string): Promise<CommandWithOutput> {
  const raw = parseRecord(await askProcess(server, `GET /commands/${id}`), 'command');
  return { ...parseCommandRecord(raw, 'command'), output: parseString(raw.output, 'output', 1 << 20) };
}

/** Waits until a command has ended, well or not. */
export function waitForEnd(server: ServerProcess, id: string): Promise<CommandWithOutput> {
  return waitFor(
    `the end of command ${id}`,
    async () => {
      const command = await readCommand(server, id);
      return command.endedAt === null ? null : command;
    },
    { within: 40_000, every: 100 },
  );
}
