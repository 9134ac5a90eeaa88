import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand, showCommand } from '../../../server/setup/command.ts';
import { lastLine } from '../../../server/setup/progress.ts';
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

  test('says nothing while it is held back, and gives all that it said with its end', async () => {
    const held: string[] = [];
    const hold = (output: Buffer) => void held.push(String(output));
    const code = await showCommand('sh', ['-c', 'echo первое; echo второе >&2; exit 4'], { deadlineMs: 5_000, hold });
    expect(code).toBe(4);
    expect(held).toEqual(['первое\nвторое\n']);
  });

  test('ends at its deadline together with what it started', async () => {
    const startedAt = performance.now();
    const result = await runCommand('sh', ['-c', 'sleep 60 & echo $!; wait'], { deadlineMs: 300 });
    expect(result.outcome).toBe('timed-out');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const child = Number(result.stdout);
    await waitFor('the end of the grandchild', async () => !(await isAlive(child)), { within: 3_000 });
  });

  test('ends with what it started when the person presses Ctrl+C', async () => {
    const script = `
      import { runCommand } from ${JSON.stringify(path.resolve('server/setup/command.ts'))};
      process.once('SIGINT', () => process.exit(130));
      const onOutput = (text) => process.stdout.write(text);
      await runCommand('sh', ['-c', 'sleep 60 & echo $!; wait'], { deadlineMs: 60_000, onOutput });`;
    const program = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    const [chunk] = await once(program.stdout, 'data');
    const child = Number(String(chunk));
    expect(await isAlive(child)).toBe(true);
    program.kill('SIGINT');
    expect(await once(program, 'exit')).toEqual([130, null]);
    await waitFor('the end of the grandchild', async () => !(await isAlive(child)), { within: 3_000 });
  });
});

describe('a step of the set-up', () => {
  test('shows the last line of what it runs, without what a terminal would obey', () => {
    expect(lastLine('Step 1/3\nStep 2/3 : RUN apt-get\n\n')).toBe('Step 2/3 : RUN apt-get');
    expect(lastLine('10%\r20%\r\u001b[32m30%\u001b[0m\u0007')).toBe('30%');
    expect(lastLine('\n \r\n')).toBeNull();
    expect(lastLine('x'.repeat(1_000))).toHaveLength(100);
  });
});

/** A zombie, which a container's first process may never collect, is dead too. */
async function isAlive(pid: number): Promise<boolean> {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
}
