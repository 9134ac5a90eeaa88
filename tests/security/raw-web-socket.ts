import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { terminalSubprotocol } from '#protocol/terminal.ts';
import { waitFor } from '../wait-for.ts';

/** Frames of RFC 6455 by their opcodes. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type RawFrame = { readonly opcode: number; readonly payload: Buffer };

export type FrameParts = {
  readonly fin?: boolean;
  /** The three reserved bits, as 0 to 7. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** The length that the head claims, whatever follows. */
  readonly claims?: bigint;
};

/** A WebSocket whose client says exactly what a test wants, right or wrong. */
export type RawWebSocket = Disposable & {
  readonly socket: Socket;
  /** The head of the server's answer. */
  readonly head: string;
  readonly frames: readonly RawFrame[];
  readonly send: (opcode: number, payload?: Buffer | string, parts?: FrameParts) => void;
  /** Waits until the server has ended the connection, and gives the code of its close frame: null without one. */
  readonly closeCode: () => Promise<number | null>;
};

/** The head of an upgrade of a terminal's page or, without an origin, of a script. */
export function upgradeHead(port: number, name: string, more: readonly string[]): string {
  return [
    `GET /api/terminals/${name} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${terminalSubprotocol}`,
    ...more,
    '\r\n',
  ].join('\r\n');
}

/** Opens such a socket to a terminal; authenticating is left to the test. */
export async function openRawWebSocket(
  port: number,
  name = 'main',
  more: readonly string[] = [],
): Promise<RawWebSocket> {
  const socket = connect(port, '127.0.0.1');
  const frames: RawFrame[] = [];
  let head = '';
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  socket.on('error', () => undefined);
  socket.on('close', () => (ended = true));
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    if (head === '') {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      head = rest.subarray(0, end).toString('latin1');
      rest = rest.subarray(end + 4);
    }
    for (let frame = takeFrame(rest); frame !== null; frame = takeFrame(rest)) {
      frames.push(frame);
      // As a browser does, whatever its page wants.
      if (frame.opcode === opcodes.ping) socket.write(frameOf(opcodes.pong, frame.payload, {}));
      rest = rest.subarray(frame.size);
    }
  });
  await once(socket, 'connect');
  socket.write(upgradeHead(port, name, [`Origin: http://127.0.0.1:${port}`, ...more]));
  await waitFor('the answer to the upgrade', () => head !== '');
  return {
    socket,
    head,
    frames,
    send: (opcode, payload = '', parts = {}) => void socket.write(frameOf(opcode, Buffer.from(payload), parts)),
    closeCode: async () => {
      const close = await waitFor('the end of the connection', () => {
        const found = frames.find(({ opcode }) => opcode === opcodes.close);
        // Whoever was told to close does so, as a browser would.
        if (found !== undefined) socket.end();
        return (
          ended && { code: found === undefined || found.payload.length < 2 ? null : found.payload.readUInt16BE(0) }
        );
      });
      return close.code;
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** A frame of the server, which is never masked. */
function takeFrame(bytes: Buffer): (RawFrame & { readonly size: number }) | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const begin = 2 + lengthBytes;
  if (bytes.length < begin) return null;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < begin + length) return null;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(begin, begin + length), size: begin + length };
}

function frameOf(
  opcode: number,
  payload: Buffer,
  { fin = true, reserved = 0, masked = true, claims }: FrameParts,
): Buffer {
  const length = claims ?? BigInt(payload.length);
  const short = length < 126n ? Number(length) : length < 65_536n ? 126 : 127;
  const head = Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode, (masked ? 0x80 : 0) | short]);
  const extended = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0);
  if (short === 126) extended.writeUInt16BE(Number(length));
  if (short === 127) extended.writeBigUInt64BE(length);
  if (!masked) return Buffer.concat([head, extended, payload]);
  const mask = randomBytes(4);
  const hidden = payload.map((byte, index) => byte ^ mask.readUInt8(index % 4));
  return Buffer.concat([head, extended, mask, hidden]);
}
