import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { terminalLimits } from '#protocol/terminal.ts';
import { waitFor } from '../wait-for.ts';
import {
  openAuthenticated,
  startTestServer,
  token,
  type TestServer,
  type TestSocket,
} from '../server/terminal/test-server.ts';
import { shellCommand, waitForActivity } from '../server/terminal/test-terminals.ts';
import { opcodes, openRawWebSocket, type FrameParts, type RawWebSocket } from './raw-web-socket.ts';

const { continuation, text, binary, close, ping, pong } = opcodes;
const authenticate = JSON.stringify({ type: 'authenticate', token, columns: 80, rows: 24 });

let server: TestServer;
let port: number;
/** Somebody who works in a terminal meanwhile, whom nothing of this may disturb. */
let bystander: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  port = Number(new URL(server.origin).port);
  bystander = await openAuthenticated(server, 'leader');
});
afterEach(() => {
  if (bystander.socket.readyState !== WebSocket.OPEN) throw new Error('another socket was closed too');
});
afterAll(() => server?.[Symbol.asyncDispose]());

async function open(): Promise<RawWebSocket> {
  const raw = await openRawWebSocket(port);
  raw.send(text, authenticate);
  await waitFor('the terminal to be attached', () => raw.frames.some(({ opcode }) => opcode === text));
  return raw;
}

type Frame = readonly [opcode: number, payload?: Buffer | string, parts?: FrameParts];

async function closedAfter(...frames: readonly Frame[]): Promise<number | null> {
  // Before it has authenticated: that is what a stranger can do.
  using raw = await openRawWebSocket(port);
  for (const frame of frames) raw.send(...frame);
  // Awaited here: what is returned unawaited outlives the socket.
  return await raw.closeCode();
}

const part = { fin: false };

describe('W5 a broken frame ends its connection with the code that fits', () => {
  test.each<[string, number, readonly Frame[]]>([
    ['a reserved bit', 1002, [[text, '{}', { reserved: 4 }]]],
    ['all reserved bits on a ping', 1002, [[ping, '', { reserved: 7 }]]],
    ['a frame without a mask', 1002, [[binary, 'x', { masked: false }]]],
    ['a data opcode that means nothing', 1002, [[3, 'x']]],
    [
      'another one, within a fragmented message',
      1002,
      [
        [text, '{', part],
        [7, 'x'],
      ],
    ],
    ['a control opcode that means nothing', 1002, [[11]]],
    ['a ping of 126 bytes', 1002, [[ping, 'x'.repeat(126)]]],
    ['a ping in fragments', 1002, [[ping, 'x', part]]],
    ['a close in fragments', 1002, [[close, '', part]]],
    ['a continuation of nothing', 1002, [[continuation, 'x']]],
    ['a last continuation of nothing', 1002, [[continuation, 'x', part]]],
    [
      'a new message within a message',
      1002,
      [
        [binary, 'x', part],
        [binary, 'y'],
      ],
    ],
    ['a close with half a code', 1002, [[close, Buffer.from([3])]]],
    [
      'a close with a reason that is too long',
      1002,
      [[close, Buffer.concat([Buffer.from([3, 232]), Buffer.alloc(124, 'x')])]],
    ],
    ['a close with a reason that is not UTF-8', 1007, [[close, Buffer.from([3, 232, 0xce, 0xba, 0xff])]]],
    ['a message of one byte too many', 1009, [[binary, Buffer.alloc(terminalLimits.maxClientMessage + 1)]]],
    [
      'a message that is too long as a whole',
      1009,
      [
        [binary, Buffer.alloc(40_000), part],
        [continuation, Buffer.alloc(40_000)],
      ],
    ],
    ['a length of 2^62 that nothing follows', 1009, [[binary, '', { claims: 2n ** 62n }]]],
    ['a length with its highest bit', 1009, [[binary, '', { claims: 2n ** 63n + 1n }]]],
    ['65 fragments', 1008, [[binary, '', part], ...Array.from({ length: 64 }, (): Frame => [continuation, '', part])]],
  ])('%s: %i', async (_what, code, frames) => {
    expect(await closedAfter(...frames)).toBe(code);
  });

  test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2_999, 5_000, 65_535])('a close code %i: 1002', async (code) => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    expect(await closedAfter([close, payload])).toBe(1002);
  });

  test.each<[string, readonly number[]]>([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a five-byte form', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['a character that is cut off', [0xce]],
  ])('text that is not UTF-8, %s: 1007', async (_what, bytes) => {
    expect(await closedAfter([text, Buffer.from([0x7b, ...bytes])])).toBe(1007);
    const [first = 0, ...others] = bytes;
    expect(await closedAfter([text, Buffer.from([0x7b, first]), part], [continuation, Buffer.from(others)])).toBe(1007);
  });
});

describe('W5 a sound frame', () => {
  test('is answered with its own payload when it is a ping, also in the middle of a message', async () => {
    using raw = await open();
    raw.send(text, '{"type":"resize",', part);
    for (const payload of ['', 'ёлка', 'x'.repeat(125)]) raw.send(ping, payload);
    raw.send(pong, 'nobody asked');
    raw.send(continuation, '"columns":81,"rows":25}');
    await waitFor('the answers', () => raw.frames.filter(({ opcode }) => opcode === pong).length === 3);
    const answers = raw.frames.filter(({ opcode }) => opcode === pong).map(({ payload }) => payload.toString());
    expect(answers).toEqual(['', 'ёлка', 'x'.repeat(125)]);
  });

  test('is read though its text is cut within a letter, or comes byte by byte', async () => {
    using raw = await open();
    // A frame of no kind that the protocol knows: read whole, it is a protocol error and no error of UTF-8.
    const message = Buffer.from('{"type":"ёлка"}');
    const cut = message.indexOf('ё') + 1;
    for (const byte of frameBytes(message.subarray(0, cut))) raw.socket.write(Buffer.from([byte]));
    raw.send(continuation, message.subarray(cut));
    expect(await raw.closeCode()).toBe(1002);
    expect(raw.frames.map(({ payload }) => payload.toString()).join('\n')).toContain('"code":"protocol"');
  });

  test.each([1000, 1001, 1003, 1007, 1011, 3_000, 4_999])(
    'is answered alike when it is a close with %i',
    async (code) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      expect(await closedAfter([close, payload], [binary, 'after the close'])).toBe(code);
    },
  );

  test('closes without a code', async () => {
    expect(await closedAfter([close])).not.toBe(1002);
  });

  test('W2 carries 64 KiB of keys in 64 fragments, in order and whole', async () => {
    using raw = await open();
    const { terminals, workspace } = server.lab;
    await waitForActivity(terminals, 'prompt');
    await terminals.run('main', shellCommand('stty raw -echo; echo rea""dy; head -c 65536 > typed; stty sane'));
    await waitFor('head', () => raw.frames.some(({ payload }) => payload.includes('ready')));
    const keys = Buffer.from(Array.from({ length: 65_536 }, (_none, index) => 32 + (index % 95)));
    for (let index = 0; index < 64; index += 1) {
      raw.send(index === 0 ? binary : continuation, keys.subarray(index * 1024, (index + 1) * 1024), {
        fin: index === 63,
      });
    }
    await waitForActivity(terminals, 'prompt');
    expect((await readFile(path.join(workspace, 'typed'))).equals(keys)).toBe(true);
  });
});

test('W4 nothing of this is an error of the server', () => {
  expect(server.lab.reported).toEqual([]);
});

test('W2 compression is not agreed to, whatever is offered', async () => {
  using raw = await openRawWebSocket(port, 'main', [
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit-deflate-frame',
  ]);
  expect(raw.head).toMatch(/^HTTP\/1\.1 101/);
  expect(raw.head).not.toMatch(/extensions/i);
});

/** The bytes of an unfinished text frame with a mask of zeros. */
function frameBytes(payload: Buffer): number[] {
  return [text, 0x80 | payload.length, 0, 0, 0, 0, ...payload];
}
