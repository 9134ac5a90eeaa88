import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { waitFor } from '../../wait-for.ts';
import { drawn, leave } from './client.ts';
import type { Target } from './targets/target.ts';

/** Measures beside a terminal of the server that floods, and whose page is a process of its own. */
export async function besideFlood<Value>(target: Target, measure: () => Promise<Value>): Promise<Value> {
  const reader = path.join(import.meta.dirname, 'flood-reader/main.ts');
  const terminal = target.nextTerminal();
  const args = [reader, JSON.stringify(target.connection), terminal];
  const flood = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let said = '';
    flood.stdout.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await waitFor('the flood', () => said.includes('flooding'), { within: 20_000 });
    return await measure();
  } finally {
    flood.kill('SIGKILL');
    await stopFlood(target, terminal);
  }
}

/** Ours keeps a shell whose page is gone: the flood is ended from another page of the same terminal. */
async function stopFlood(target: Target, terminal: string): Promise<void> {
  if (target.name !== 'ours') return delay(300);
  const client = target.open({ terminal });
  await drawn(client, 'a log is');
  client.type('\x03');
  await drawn(client, client.prompt);
  await leave(client);
}
