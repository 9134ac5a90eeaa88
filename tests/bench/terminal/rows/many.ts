import { setTimeout as delay } from 'node:timers/promises';
import { drawn, type TerminalClient } from '../client.ts';
import { screenMemory } from '../limits/screen-memory.ts';
import { quantile } from '../statistics.ts';
import type { Row } from './row.ts';

const terminals = 50;
const keysPerSecond = 10;
const seconds = 4;

/** A class of terminals in which everybody types: on a fresh server, so that its memory can be told from others'. */
export const many: Row = {
  id: 'many',
  figures: {
    p50: '50 terminals, 10 keys/s each: p50, ms',
    p99: '… p99, ms',
    memory: '… server memory a terminal beside its shell and screen, MB',
    screen: '… of a screen alone, MB',
  },
  measure: async ({ name }, bench) => {
    await using target = await bench.startAnother(name);
    // The first terminal brings what all of them use.
    const first = target.open();
    await drawn(first, first.prompt);
    // What a heap grows by under load is no terminal's: as many keys come before as will come after.
    first.type('cat > /dev/null\r');
    await Promise.all(Array.from({ length: terminals }, () => typeAlong(first)));
    const before = await target.memory();
    const clients: TerminalClient[] = [];
    for (let count = 0; count < terminals; count += 1) {
      const client = target.open();
      clients.push(client);
      await drawn(client, client.prompt);
      client.type('cat > /dev/null\r');
    }
    await delay(1_000);
    const times = (await Promise.all(clients.map(typeAlong))).flat();
    const screen = name === 'ours' ? screenMemory() : 0;
    const each = ((await target.memory()) - before) / terminals / 2 ** 20;
    for (const client of [first, ...clients]) client.close();
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), memory: Math.max(0, each - screen), screen };
  },
};

/** Presses a key ten times a second, and gives the milliseconds to each echo. */
async function typeAlong(client: TerminalClient): Promise<number[]> {
  const times: number[] = [];
  let pressed: number | null = null;
  const stop = client.listen(() => {
    if (pressed !== null) times.push(performance.now() - pressed);
    pressed = null;
  });
  await delay(Math.random() * (1_000 / keysPerSecond));
  for (let key = 0; key < seconds * keysPerSecond; key += 1) {
    // One that was not answered by now counts as long as it has taken.
    if (pressed !== null) times.push(performance.now() - pressed);
    pressed = performance.now();
    client.type('x');
    await delay(1_000 / keysPerSecond);
  }
  stop();
  return times;
}
