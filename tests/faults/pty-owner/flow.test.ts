import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readAnnouncement } from '../../../server/pty-owner/announcement.ts';
import { waitFor } from '../../wait-for.ts';
import {
  attachClient,
  openTestTerminals,
  runToEnd,
  shellCommand,
  waitForActivity,
} from '../../server/terminal/test-terminals.ts';
import { makeTestHome } from './test-owner.ts';

const mib = 1024 * 1024;

/** Bytes that a process holds in memory. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

test('a shell of the owner is a shell like another', async () => {
  await using home = await makeTestHome();
  await using owner = home.connect();
  await using lab = await openTestTerminals({ ptys: owner });
  const client = attachClient(lab.terminals, 'main', { columns: 90, rows: 20 });
  expect(await runToEnd(lab.terminals, 'echo $((6*7)); stty size; (exit 5)')).toMatchObject({
    exitCode: 5,
    output: '42\n20 90',
  });
  client.type('exit 3\r');
  await waitForActivity(lab.terminals, 'closed');
  client.attachment.restart();
  expect(await runToEnd(lab.terminals, 'echo again')).toMatchObject({ output: 'again' });
  expect(lab.reported).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'a reader that stops under an endless flood lets neither process grow, and has every byte in order afterwards',
  async () => {
    await using home = await makeTestHome();
    await using owner = home.connect();
    await using lab = await openTestTerminals({ ptys: owner });
    const client = attachClient(lab.terminals);
    await waitForActivity(lab.terminals, 'prompt');
    await lab.terminals.run('main', shellCommand('seq 1000000000'));
    await waitFor('the flood', () => client.bytes().length > 3 * mib);
    client.read(false);
    const announced = await readAnnouncement(home.path);
    const pids = [process.pid, announced?.pid ?? 0];
    await delay(500);
    const stopped = client.bytes().length;
    const before = await Promise.all(pids.map(memoryOf));
    await delay(2_500);
    const after = await Promise.all(pids.map(memoryOf));
    expect(client.bytes().length).toBe(stopped);
    for (const [index, bytes] of after.entries()) expect(bytes - (before[index] ?? 0)).toBeLessThan(2 * mib);

    client.read(true);
    await waitFor('the flood to go on', () => client.bytes().length > stopped + mib);
    client.type('\x03');
    await waitForActivity(lab.terminals, 'prompt');
    await waitFor('the prompt', () => client.bytes().subarray(-200).includes('133;B;'));
    const numbers = [
      ...client
        .live()
        .toString('latin1')
        .matchAll(/^(\d+)\r$/gm),
    ].map(([, digits]) => Number(digits));
    // The first stands behind the mark of its command; the last may have been cut by Ctrl+C.
    expect(numbers.slice(0, -1).findIndex((number, index) => number !== index + 2)).toBe(-1);
    expect(numbers.length).toBeGreaterThan(400_000);
  },
);
