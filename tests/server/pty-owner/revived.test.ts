import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createPtyOwner } from '../../../server/pty-owner/pty-owner.ts';
import { attachClient, openTestTerminals, runToEnd, waitForActivity } from '../terminal/test-terminals.ts';

test('a shell of the owner is a shell like another', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-owner-'));
  const t0 = performance.now();
  {
    await using owner = createPtyOwner({ home, replaced: () => undefined });
    await using lab = await openTestTerminals({ ptys: owner });
    const client = attachClient(lab.terminals);
    await waitForActivity(lab.terminals, 'prompt');
    console.log('prompt after', performance.now() - t0);
    expect(await runToEnd(lab.terminals, 'echo $((6*7)); false')).toMatchObject({ exitCode: 1, output: '42' });
    expect(lab.reported).toEqual([]);
    for (let i = 0; i < 5; i += 1) {
      const seen = client.bytes().length;
      const t = performance.now();
      client.type('x');
      while (client.bytes().length === seen) await new Promise((r) => setImmediate(r));
      console.log('echo', performance.now() - t);
      await new Promise((r) => setTimeout(r, 50));
    }
    const t1 = performance.now();
    const done = await runToEnd(lab.terminals, 'head -c 20000000 /dev/zero | tr "\\0" "x" | fold -w 99');
    console.log('flood', performance.now() - t1, done.exitCode);
  }
  await rm(home, { recursive: true });
});
