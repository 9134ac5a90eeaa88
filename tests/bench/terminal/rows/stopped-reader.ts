import { setTimeout as delay } from 'node:timers/promises';
import { drawn, leave } from '../client.ts';
import { createNumbers } from '../numbers.ts';
import type { Row } from './row.ts';

const stopsFor = 10_000;

/** A page that stops reading (a laptop's lid, a breakpoint) while its terminal floods without end. */
export const stoppedReader: Row = {
  id: 'stopped-reader',
  figures: {
    grown: 'a reader that stops for 10 s: server grows by, MB',
    wrong: '… bytes out of order afterwards',
    prompt: '… Ctrl+C then → prompt, ms',
  },
  measure: async (target) => {
    const client = target.open();
    try {
      await drawn(client, client.prompt);
      const numbers = createNumbers();
      const stop = client.listen(numbers.take);
      client.type('seq 1 999999999999\r');
      await delay(2_000);
      const before = await target.memory();
      client.read(false);
      let most = before;
      for (const until = performance.now() + stopsFor; performance.now() < until;) {
        await delay(200);
        most = Math.max(most, await target.memory());
      }
      client.read(true);
      const seen = numbers.right;
      await delay(1_500);
      const grown = (most - before) / 2 ** 20;
      if (client.hungUp) return { grown, wrong: 'hung up', prompt: 'hung up' };
      const begun = performance.now();
      client.type('\x03');
      const at = await drawn(client, client.prompt);
      stop();
      if (numbers.right <= seen) return { grown, wrong: 'nothing came', prompt: at - begun };
      return { grown, wrong: numbers.wrongAt === null ? 0 : 1, prompt: at - begun };
    } finally {
      await leave(client);
    }
  },
};
