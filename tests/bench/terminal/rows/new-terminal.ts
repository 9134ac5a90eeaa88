import path from 'node:path';
import { spawn } from 'node-pty';
import { drawn, leave, prompt } from '../client.ts';
import { spawnOptions } from '../limits/spawn-options.ts';
import { median } from '../statistics.ts';
import { shell } from '../targets/target.ts';
import type { Bench, Row } from './row.ts';

const times = 7;
const integration = path.resolve(import.meta.dirname, '../../../../server/terminal/shell-integration/integration.bash');

/** From a page's connection to the shell's prompt on it, on a server that has started shells before. */
export const newTerminal: Row = {
  id: 'new-terminal',
  figures: { whole: 'a new terminal to its prompt, ms', over: '… over its shell’s own start' },
  measure: async (target, bench) => {
    const whole: number[] = [];
    const alone: number[] = [];
    for (let time = 0; time < times; time += 1) {
      alone.push(await shellAlone(bench, target.name === 'ours' ? ['bash', '--rcfile', integration, '-i'] : shell));
      const begun = performance.now();
      const client = target.open();
      whole.push((await drawn(client, client.prompt, 10_000)) - begun);
      await leave(client);
    }
    const over = whole.map((milliseconds, time) => milliseconds - (alone[time] ?? Number.NaN));
    return { whole: median(whole), over: median(over) };
  },
};

/** Milliseconds from the start of a shell on a pty of this process to its prompt. */
async function shellAlone({ workplace }: Bench, [file = '', ...args]: readonly string[]): Promise<number> {
  const begun = performance.now();
  const env = { ...spawnOptions().env, HOME: workplace.home, LAB_SHELL_NONCE: '0123456789abcdef', PS1: prompt };
  const pty = spawn(file, args, { ...spawnOptions(), env, cwd: workplace.home });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let said = '';
  pty.onData((bytes) => {
    said += bytes.toString();
    if (said.includes(prompt) || said.includes('\x1b]133;B')) resolve(performance.now() - begun);
  });
  const deadline = setTimeout(() => reject(new Error('no prompt of a shell alone within 10 s')), 10_000);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    process.kill(pty.pid, 'SIGKILL');
  }
}
