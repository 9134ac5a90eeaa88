import { size } from '../client.ts';

/** What a pty of the benchmark is made with: buffers, not strings, and this process's environment. */
export function spawnOptions() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { name: 'xterm-256color', cols: size.columns, rows: size.rows, cwd: process.cwd(), env, encoding: null };
}
