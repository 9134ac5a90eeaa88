import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { waitFor } from '../../../wait-for.ts';
import { drawn, type TerminalClient } from '../client.ts';
import { loopbackEcho, ptyEcho } from '../limits/echo.ts';
import { ownerEcho } from '../limits/owner-echo.ts';
import { median, quantile } from '../statistics.ts';
import { startOneProcess } from '../targets/one-process.ts';
import type { Target } from '../targets/target.ts';
import type { Row } from './row.ts';

const keys = 250;
/** Milliseconds from key to key, with some change so that no timer falls in step. */
const pause = () => 8 + Math.random() * 8;

/** Milliseconds from a key to its echo by the terminal itself, while a program reads the keys. */
async function echoes(client: TerminalClient): Promise<number[]> {
  client.type('cat > /dev/null\r');
  await drawn(client, 'cat > /dev/null');
  await delay(100);
  const times: number[] = [];
  for (let key = 0; key < keys; key += 1) {
    await delay(pause());
    times.push(await echo(client));
  }
  client.type('\x03');
  return times;
}

function echo(client: TerminalClient): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const deadline = setTimeout(() => reject(new Error('no echo within 5 s')), 5_000);
  const begun = performance.now();
  const stop = client.listen(() => {
    resolve(performance.now() - begun);
    clearTimeout(deadline);
    stop();
  });
  client.type('x');
  return promise;
}

async function measureEcho(target: Target, terminal?: string): Promise<{ p50: number; p99: number }> {
  const client = target.open(terminal === undefined ? {} : { terminal });
  await drawn(client, client.prompt);
  const times = await echoes(client);
  await leave(client);
  return { p50: median(times), p99: quantile(times, 0.99) };
}

/** Ends the shell, and then the connection. */
export async function leave(client: TerminalClient): Promise<void> {
  if (!client.hungUp) {
    client.type('\x03');
    await delay(50);
    client.type('exit\r');
    await delay(150);
  }
  client.close();
}

/** One key in a quiet terminal. */
export const echoQuiet: Row = {
  id: 'echo',
  figures: { p50: 'echo of a key, quiet, p50, ms', p99: '… p99' },
  measure: (target) => measureEcho(target),
  limits: {
    'pty alone': async () => ptyEcho(keys, pause),
    'WebSocket alone': async () => loopbackEcho(keys, pause),
    // Where our time goes: a pty of the owner without a server, and the server without an owner.
    'pty owner alone': async ({ workplace }) => ownerEcho(workplace.home, keys, pause),
    'ours, one process': async ({ workplace }) => {
      await using target = await startOneProcess(workplace);
      return await measureEcho(target, 'main');
    },
  },
};

/** The same beside a terminal of the server that floods, and whose page is a process of its own. */
export const echoBesideFlood: Row = {
  id: 'echo-flood',
  figures: { p50: 'echo while another terminal floods, p50, ms', p99: '… p99' },
  measure: async (target) => {
    const reader = path.join(import.meta.dirname, '../flood-reader/main.ts');
    const terminal = target.nextTerminal();
    const args = [reader, JSON.stringify(target.connection), terminal];
    const flood = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let said = '';
      flood.stdout.on('data', (text: Buffer) => {
        said += text.toString();
      });
      await waitFor('the flood', () => said.includes('flooding'), { within: 20_000 });
      return await measureEcho(target);
    } finally {
      flood.kill('SIGKILL');
      await stopFlood(target, terminal);
    }
  },
};

/** Ours keeps a shell whose page is gone: the flood is ended from another page of the same terminal. */
async function stopFlood(target: Target, terminal: string): Promise<void> {
  if (target.name !== 'ours') return delay(300);
  const client = target.open({ terminal });
  await drawn(client, 'a log is');
  client.type('\x03');
  await drawn(client, client.prompt);
  await leave(client);
}
