import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../server/setup/command.ts';
import { waitFor } from '../../wait-for.ts';

describe('a command of the set-up', () => {
  test('gives its exit code and both streams', async () => {
    const result = await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3'], { deadlineMs: 5_000 });
    expect(result).toEqual({ outcome: 'ended', code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('reads its input', async () => {
    expect((await runCommand('cat', [], { deadlineMs: 5_000, input: 'текст' })).stdout).toBe('текст');
  });

  test('that does not exist is told apart from one that fails', async () => {
    expect((await runCommand('no-such-program', [], { deadlineMs: 5_000 })).outcome).toBe('not-found');
  });

  test('ends at its deadline together with what it started', async () => {
    const startedAt = performance.now();
    const result = await runCommand('sh', ['-c', 'sleep 60 & echo $!; wait'], { deadlineMs: 300 });
    expect(result.outcome).toBe('timed-out');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const child = Number(result.stdout);
    await waitFor('the end of the grandchild', async () => !(await isAlive(child)), { within: 3_000 });
  });
});

/** A zombie, which a container's first process may never collect, is dead too. */
async function isAlive(pid: number): Promise<boolean> {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
}
