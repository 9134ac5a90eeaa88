import { setTimeout as delay } from 'node:timers/promises';
import { drawn, leave } from '../client.ts';
import { createNumbers } from '../numbers.ts';
import type { Row } from './row.ts';

const drawing = 5_000_000;
const floodFor = 5_000;

/** Ctrl+C in a page that draws slower than the terminal floods. */
export const slowPage: Row = {
  id: 'slow-page',
  figures: {
    prompt: 'page drawing 5 MB/s: Ctrl+C after 5 s of flood → prompt, ms',
    wrong: '… bytes out of order before it',
  },
  measure: async (target) => {
    const client = target.open({ drawing });
    try {
      await drawn(client, client.prompt);
      const numbers = createNumbers();
      client.listen(numbers.take);
      client.type('seq 1 999999999999\r');
      await delay(floodFor);
      client.type('\x03');
      const begun = performance.now();
      const at = await drawn(client, client.prompt, 90_000);
      if (numbers.right === 0) return { prompt: at - begun, wrong: 'nothing came' };
      return { prompt: at - begun, wrong: numbers.wrongAt === null ? 0 : 1 };
    } finally {
      await leave(client);
    }
  },
};
