import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { spawn } from 'node-pty';
import { WebSocket, WebSocketServer } from 'ws';
import { median, quantile } from '../statistics.ts';
import { spawnOptions } from './spawn-options.ts';

type Echo = { readonly p50: number; readonly p99: number };

/** Milliseconds from each press of a key to its echo; the press calls back when it has come. */
export async function echoTimes(
  keys: number,
  pause: () => number,
  press: (done: () => void) => void,
): Promise<number[]> {
  const times: number[] = [];
  await delay(200);
  for (let key = 0; key < keys; key += 1) {
    await delay(pause());
    const begun = performance.now();
    await new Promise<void>(press);
    times.push(performance.now() - begun);
  }
  return times;
}

/** A key's echo by a pty in this process: no server is quicker. */
export async function ptyEcho(keys: number, pause: () => number): Promise<Echo> {
  const pty = spawn('cat', [], spawnOptions());
  let heard = () => {};
  const listening = pty.onData(() => heard());
  const times = await echoTimes(keys, pause, (done) => {
    heard = done;
    pty.write(Buffer.from('x'));
  });
  listening.dispose();
  process.kill(pty.pid, 'SIGHUP');
  return { p50: median(times), p99: quantile(times, 0.99) };
}

/** A byte there and back over a WebSocket of this process. */
export async function loopbackEcho(keys: number, pause: () => number): Promise<Echo> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address === 'string' || address === null) throw new Error('no port');
  server.on('connection', (socket) => socket.on('message', (bytes: Buffer) => socket.send(bytes)));
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  await once(client, 'open');
  const times = await echoTimes(keys, pause, (done) => {
    client.once('message', done);
    client.send(Buffer.from('x'));
  });
  client.terminate();
  server.close();
  return { p50: median(times), p99: quantile(times, 0.99) };
}
