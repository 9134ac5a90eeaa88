import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { drawn, leave } from '../client.ts';
import { transfer } from '../known-stream.ts';
import { printedPort, startProcess } from '../server-process.ts';
import type { Row } from './row.ts';

/** A class's Wi-Fi. */
const bytesPerSecond = 2_000_000;
const floodFor = 4_000;

/** A browser over a line of 2 MB/s: how much text comes, and how soon Ctrl+C is answered. */
export const slowLine: Row = {
  id: 'slow-line',
  figures: {
    rate: 'over 2 MB/s: text, MB/s',
    wrong: '… bytes lost or doubled',
    prompt: '… Ctrl+C in a flood → prompt, ms',
  },
  measure: async (target, { workplace, shortLog }) => {
    const script = path.join(import.meta.dirname, '../slow-line/main.ts');
    const args = [script, String(target.connection.port), String(bytesPerSecond)];
    await using line = startProcess(process.execPath, args, { cwd: workplace.home, env: workplace.env });
    const port = await printedPort(line, /port (\d+)/);
    const client = target.open({ deflate: true }, port);
    try {
      await drawn(client, client.prompt);
      const { seconds, wrong } = await transfer(client, shortLog, 60_000);
      // The prompt may have come with the end of the log.
      await delay(300);
      client.type(`while :; do cat ${shortLog.file}; done\r`);
      await delay(floodFor);
      client.type('\x03');
      const begun = performance.now();
      const rate = shortLog.bytes / 1_000_000 / seconds;
      const answer = await drawn(client, client.prompt).catch((error: unknown) => {
        if (error instanceof Error) return error.message;
        throw error;
      });
      return { rate, wrong, prompt: typeof answer === 'number' ? answer - begun : answer };
    } finally {
      await leave(client);
    }
  },
};
