import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { terminalLimits } from '#protocol/terminal.ts';
import { processToken as token, startServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';
import { opcodes, openRawWebSocket, upgradeHead } from './raw-web-socket.ts';

const strangers = 1_000;

/** Bytes of memory that a process has and shares with nobody. */
async function memoryOf(pid: number): Promise<number> {
  const kib = /^RssAnon:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) * 1_024;
}

/** Waits for the next answer to something, and gives the milliseconds that it took. */
async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

test.runIf(process.platform === 'linux')(
  'W3 a thousand sockets that never authenticate cost little, disturb nobody, and are closed',
  async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'lab-half-open-'));
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(() => rm(home, { recursive: true, force: true }));
    const server = cleaning.use(await startServerProcess(home));
    const pid = server.child.pid ?? 0;
    const port = Number(new URL(String(server.url)).port);

    using owner = await openRawWebSocket(port);
    owner.send(opcodes.text, JSON.stringify({ type: 'authenticate', token, columns: 80, rows: 24 }));
    const shown = () =>
      owner.frames.flatMap(({ opcode, payload }) => (opcode === opcodes.binary ? [payload] : [])).join('');
    const echo = (text: string) =>
      timed(async () => {
        owner.send(opcodes.binary, `echo ${text}""-back\r`);
        await waitFor(
          `the echo of ${text}`,
          () => shown().includes(`\n${text}-back`) || shown().includes(`\u0007${text}-back`),
        );
      });
    await echo('before');
    const before = await memoryOf(pid);

    const sockets: Socket[] = [];
    cleaning.defer(() => {
      for (const socket of sockets) socket.destroy();
    });
    let closed = 0;
    let upgraded = 0;
    for (let index = 0; index < strangers; index += 1) {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (closed += 1));
      socket.once('data', () => (upgraded += 1));
      // Half of them go through the upgrade and say nothing, a part of the others begin a request, the rest are silent.
      if (index % 2 === 0) socket.write(upgradeHead(port, 'main', [`Origin: http://127.0.0.1:${port}`]));
      else if (index % 4 === 1) socket.write('GET /api/run HTTP/1.1\r\nHost: 127');
      if (index % 50 === 0) await once(socket, 'connect');
    }
    await waitFor('the upgrades', () => upgraded >= strangers / 2);
    const during = await memoryOf(pid);
    expect(during - before, 'bytes of memory').toBeLessThan(50 * 1_024 * 1_024);
    expect(await echo('during'), 'milliseconds for a line of the owner').toBeLessThan(3_000);
    expect((await fetch(`${server.url}/api/run`, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
    await waitFor('the silent ones to be hung up on', () => closed >= strangers / 2, {
      within: terminalLimits.authenticateWithin + 3_000,
    });
    await echo('after');
  },
  60_000,
);
