import { createScreen } from '../../../../server/terminal/screen.ts';
import { size } from '../client.ts';

const screens = 200;

/** Megabytes that a screen of our server takes with a prompt and some keys on it, apart from everything else. */
export function screenMemory(): number {
  const text = Buffer.from(`${'x'.repeat(60)}\r\n`);
  const before = process.memoryUsage();
  const all = Array.from({ length: screens }, () => {
    const screen = createScreen(size, () => {});
    screen.write(text);
    return screen;
  });
  const after = process.memoryUsage();
  for (const screen of all) screen[Symbol.dispose]();
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  return Math.max(0, grown / screens / 2 ** 20);
}
