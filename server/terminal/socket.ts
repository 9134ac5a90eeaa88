import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  parseClientFrame,
  terminalCloseCodes,
  terminalLimits,
  terminalSubprotocol,
  type ClientFrame,
  type ServerFrame,
} from '#protocol/terminal.ts';
import { ParseError } from '#protocol/parse.ts';
import { peerOf } from '../access.ts';
import { LabError } from '../lab-error.ts';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Attachment } from './attachment.ts';
import { createDeflation } from './deflation.ts';
import { createMessageMemory, type MessageMemory } from './message-memory.ts';
import { terminalUnknown, type Terminals } from './terminals.ts';
import type { TerminalClient } from './viewer.ts';

/**
 * Milliseconds between pings, and how long a peer may be silent: a dead one is found within their sum, at the latest, and one
 * that does not read for ten seconds is not taken for dead.
 */
export const terminalHeartbeat = { pingEvery: 2_000, silentFor: 12_500 } as const;

/** What tells a ping that measures the line from those that ask whether anybody is there. */
const paceProbe = Buffer.from('pace');

/** Milliseconds in which a peer that was refused answers the close; one that does not is hung up on. */
const closeWithin = 1_000;

export type TerminalSocketOptions = {
  readonly currentRun: () => { readonly terminals: Terminals };
  /** Counts a wrong token against the peer. */
  readonly verifyToken: (presented: string, peer: string) => boolean;
  readonly heartbeat?: { readonly pingEvery: number; readonly silentFor: number };
};

/** The WebSocket side of terminals; the gates of the upgrade (Host, Origin) stand before `handleUpgrade`. */
export type TerminalSocket = {
  /** @throws LabError 404 for an unknown name, 400 without the subprotocol */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, name: string) => void;
  /** Hangs up on everybody: they come back to the run that is current then. */
  readonly disconnectAll: () => void;
  readonly dispose: () => void;
};

/** Creates the endpoint of `/api/terminals/<name>`. */
export function createTerminalSocket({
  currentRun,
  verifyToken,
  heartbeat: { pingEvery, silentFor } = terminalHeartbeat,
}: TerminalSocketOptions): TerminalSocket {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: terminalLimits.maxClientMessage,
    maxFragments: 64,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(terminalSubprotocol) ? terminalSubprotocol : false),
  });
  const memory = createMessageMemory();
  const lastHeard = new WeakMap<WebSocket, number>();
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (performance.now() - (lastHeard.get(socket) ?? 0) > silentFor) socket.terminate();
      else socket.ping();
    }
  }, pingEvery);
  heartbeat.unref();
  const disconnectAll = () => {
    for (const socket of server.clients) socket.terminate();
  };

  return {
    handleUpgrade: (request, socket, head, name) => {
      const { terminals } = currentRun();
      if (!terminals.names.includes(name)) throw terminalUnknown(name, terminals.names);
      if (!offers(request, terminalSubprotocol)) throw protocolUnknown();
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const heard = () => lastHeard.set(webSocket, performance.now());
        heard();
        webSocket.on('pong', heard);
        webSocket.on('message', heard);
        converse(webSocket, memory, terminals, name, (presented) => verifyToken(presented, peerOf(request)));
      });
    },
    disconnectAll,
    dispose: () => {
      clearInterval(heartbeat);
      disconnectAll();
      server.close();
    },
  };
}

function offers(request: IncomingMessage, protocol: string): boolean {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').some((offer) => offer.trim() === protocol);
}

function protocolUnknown(): LabError {
  return new LabError({
    code: 'protocol-unknown',
    title: 'Неизвестный протокол терминала',
    message: `Подключение к терминалу не назвало протокол ${terminalSubprotocol}.`,
    hint: 'Обновите страницу: возможно, она старее сервера.',
    status: 400,
  });
}

function converse(
  socket: WebSocket,
  memory: MessageMemory,
  terminals: Terminals,
  name: string,
  verifyToken: (presented: string) => boolean,
): void {
  let attachment: Attachment | null = null;
  let over = false;
  let alive: NodeJS.Timeout | undefined;
  const sendFrame = (frame: ServerFrame) => socket.send(JSON.stringify(frame));
  const end = (closeCode: number, code: string, message: string) => {
    over = true;
    sendFrame({ type: 'error', code, message });
    socket.close(closeCode, code);
    setTimeout(() => socket.terminate(), closeWithin).unref();
  };
  const deadline = setTimeout(() => {
    end(
      terminalCloseCodes.unauthorized,
      'not-authenticated',
      `За ${terminalLimits.authenticateWithin / 1_000} с не пришло подтверждение доступа.`,
    );
  }, terminalLimits.authenticateWithin);

  const authenticate = (frame: ClientFrame) => {
    if (frame.type !== 'authenticate') {
      return end(terminalCloseCodes.protocol, 'protocol', 'Первым сообщением должно быть authenticate.');
    }
    if (!verifyToken(frame.token)) {
      return end(
        terminalCloseCodes.unauthorized,
        'unauthorized',
        'Ключ доступа не подошёл: откройте адрес, который напечатал npm start.',
      );
    }
    clearTimeout(deadline);
    attachment = terminals.attach(name, toClient(socket, memory, sendFrame, frame), frame);
    if (frame.tab !== null) alive = setInterval(() => sendFrame({ type: 'alive' }), terminalLimits.aliveEvery);
  };

  const obey = (held: Attachment, frame: ClientFrame) => {
    switch (frame.type) {
      case 'authenticate':
        return end(terminalCloseCodes.protocol, 'protocol', 'Сообщение authenticate пришло второй раз.');
      case 'resize':
        return held.resize(frame);
      case 'restart':
        return held.restart();
      case 'drive':
        return held.drive();
      case 'acknowledge':
        if (!held.acknowledge(frame.bytes)) {
          end(terminalCloseCodes.protocol, 'protocol', 'Подтверждено больше байтов, чем было послано.');
        }
    }
  };

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (over) return;
    const bytes = toBuffer(data);
    try {
      if (isBinary) {
        if (attachment) attachment.input(bytes);
        else end(terminalCloseCodes.protocol, 'protocol', 'Первым сообщением должно быть authenticate.');
        return;
      }
      const frame = parseClientFrame(bytes.toString('utf8'));
      if (attachment) obey(attachment, frame);
      else authenticate(frame);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      end(terminalCloseCodes.protocol, 'protocol', error.message);
    }
  });
  socket.on('close', () => {
    over = true;
    clearTimeout(deadline);
    clearInterval(alive);
    attachment?.detach();
    attachment = null;
  });
  // Broken frames and broken connections: ws closes the socket itself, with the code that fits, and `close` follows.
  socket.on('error', () => {
    over = true;
  });
}

function toClient(
  socket: WebSocket,
  memory: MessageMemory,
  frame: (frame: ServerFrame) => void,
  { inflates, tab: id, drove }: Extract<ClientFrame, { type: 'authenticate' }>,
): TerminalClient {
  const tab = id === null ? null : { id, drove };
  if (!inflates) return { frame, tab, bytes: (bytes) => memory.send(socket, bytes) };
  const deflation = createDeflation(() => socket.ping(paceProbe));
  socket.on('pong', (payload: Buffer) => {
    if (payload.equals(paceProbe)) deflation.answered();
  });
  return {
    frame,
    tab,
    bytes: (raw) => {
      const { bytes, isDeflated } = deflation.pack(raw);
      if (!isDeflated) return memory.send(socket, bytes);
      frame({ type: 'deflated' });
      socket.send(bytes);
    },
    underWay: deflation.underWay,
  };
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
