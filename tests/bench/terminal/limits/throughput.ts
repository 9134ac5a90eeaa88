import { once } from 'node:events';
import { spawn } from 'node-pty';
import { WebSocket, WebSocketServer } from 'ws';
import { createHeadless } from '../../../../server/terminal/headless.ts';
import { size } from '../client.ts';
import type { KnownFile } from '../known-stream.ts';
import { spawnOptions } from './spawn-options.ts';

const megabyte = 1_000_000;

/** MB/s of a pty that is read in this process. */
export async function ptyThroughput({ file, bytes }: KnownFile): Promise<number> {
  const begun = performance.now();
  const pty = spawn('cat', [file], spawnOptions());
  let came = 0;
  const whole = Promise.withResolvers<void>();
  pty.onData((chunk) => {
    came += chunk.length;
    if (came >= bytes) whole.resolve();
  });
  pty.onExit(() => whole.resolve());
  await whole.promise;
  return rate(bytes, begun);
}

/** MB/s of messages of 32 KiB over a WebSocket of this process. */
export async function loopbackThroughput(bytes: number): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address === 'string' || address === null) throw new Error('no port');
  const message = Buffer.alloc(32 * 1024, 'x');
  server.on('connection', (socket) => {
    let left = Math.ceil(bytes / message.length);
    const send = () => {
      for (let together = 0; together < 8 && left > 0; together += 1) {
        left -= 1;
        socket.send(message, together === 7 ? send : undefined);
      }
    };
    send();
  });
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  let came = 0;
  const whole = Promise.withResolvers<void>();
  // Before the connection stands: the first messages come with it.
  client.on('message', (data: Buffer) => {
    came += data.length;
    if (came >= bytes) whole.resolve();
  });
  await once(client, 'open');
  const begun = performance.now();
  await whole.promise;
  const result = rate(bytes, begun);
  client.terminate();
  server.close();
  return result;
}

/** MB/s of xterm's parser, without a display. */
export async function parserThroughput(text: Buffer): Promise<number> {
  const { terminal } = createHeadless({ ...size, scrollback: 10_000 });
  const begun = performance.now();
  for (let at = 0; at < text.length; at += 64 * 1024) {
    const part = text.subarray(at, at + 64 * 1024);
    await new Promise<void>((resolve) => {
      terminal.write(part, resolve);
    });
  }
  const result = rate(text.length, begun);
  terminal.dispose();
  return result;
}

function rate(bytes: number, begun: number): number {
  return bytes / megabyte / ((performance.now() - begun) / 1_000);
}
