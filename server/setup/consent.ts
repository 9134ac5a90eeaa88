import { createInterface } from 'node:readline/promises';

/** Whether the person lets the set-up change the machine: said beforehand, or asked on a terminal. */
export async function mayChange(question: string): Promise<boolean> {
  if (process.env['LAB_YES'] === '1' || process.env['CI'] === 'true') return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await terminal.question(`${question} [Д/н] `)).trim().toLowerCase();
    return answer === '' || ['д', 'да', 'y', 'yes'].includes(answer);
  } finally {
    terminal.close();
  }
}
