import { readFile } from 'node:fs/promises';
import { drawn, leave } from '../client.ts';
import { loopbackThroughput, parserThroughput, ptyThroughput } from '../limits/throughput.ts';
import { transfer } from '../known-stream.ts';
import type { Target } from '../targets/target.ts';
import type { Bench, Row } from './row.ts';

const within = 40_000;

async function cat(target: Target, { log }: Bench, deflate: boolean): Promise<{ rate: number; wrong: number }> {
  const client = target.open({ deflate });
  try {
    await drawn(client, client.prompt);
    const { seconds, wrong } = await transfer(client, log, within);
    return { rate: log.bytes / 1_000_000 / seconds, wrong };
  } finally {
    await leave(client);
  }
}

/** A long log through to the client, as bytes and as the server sends it to a browser. */
export const catLog: Row = {
  id: 'cat',
  figures: { plain: 'cat of 100 MB, no deflate, MB/s', installed: '… as installed', wrong: '… bytes lost or doubled' },
  measure: async (target, bench) => {
    const plain = await cat(target, bench, false);
    const installed = await cat(target, bench, true);
    return { plain: plain.rate, installed: installed.rate, wrong: plain.wrong + installed.wrong };
  },
  limits: {
    'pty alone': async ({ log }) => ({ plain: await ptyThroughput(log) }),
    'WebSocket alone': async ({ log }) => ({ plain: await loopbackThroughput(log.bytes) }),
    'xterm’s parser alone': async ({ shortLog }) => ({
      plain: await parserThroughput(await readFile(shortLog.file)),
    }),
  },
};
