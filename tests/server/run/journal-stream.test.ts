import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { openJournal, type Journal } from '../../../server/journal/journal.ts';
import { openEventStream } from '../../../server/run/event-stream.ts';
import { tellJournal } from '../../../server/run/journal-stream.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-journal-stream-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const answer = (text: string): EventBody => ({ kind: 'answer-saved', question: 'expose', text });

/** Serves a journal as a page follows it; tells how much waited for the page at most. */
async function serve(journal: Journal) {
  const app = express();
  let most = 0;
  app.get('/', (request, response) =>
    openEventStream(request, response, (stream) =>
      tellJournal(journal, Number(request.query.from), {
        ...stream,
        send: (message) => {
          stream.send(message);
          most = Math.max(most, response.writableLength);
        },
      }),
    ),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    mostWaiting: () => most,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The numbers of the events that a page is told, up to this one; `heard` is called after each piece. */
async function numbersUntil(url: string, last: number, heard: (pieces: number) => void = () => {}): Promise<number[]> {
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  let text = '';
  let pieces = 0;
  for await (const piece of response.body ?? []) {
    text += Buffer.from(piece).toString();
    heard((pieces += 1));
    if (text.includes(`id: ${last}\n`)) break;
  }
  return [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_none, index) => from + index);

describe('a journal that a page follows', () => {
  test('comes whole and in order though it is longer than what may wait for a page, and what happens meanwhile once', async () => {
    using journal = openJournal(path.join(folder, 'journal.sqlite'));
    const long = 'а'.repeat(4_000);
    for (let index = 0; index < 1_500; index += 1) journal.append(answer(long));
    await using server = await serve(journal);
    const numbers = await numbersUntil(`${server.url}?from=1`, 1_510, (pieces) => {
      if (pieces <= 10) journal.append(answer('meanwhile'));
    });
    expect(numbers).toEqual(upTo(1_510));
    // 12 MB are told, and never more than a part of them is in memory at once.
    expect(server.mostWaiting()).toBeLessThan(2 * 1024 * 1024);
  });

  test('begins where the page asks, also behind its end', async () => {
    using journal = openJournal(path.join(folder, 'journal.sqlite'));
    for (let index = 0; index < 10; index += 1) journal.append(answer('before'));
    await using server = await serve(journal);
    expect(await numbersUntil(`${server.url}?from=8`, 10)).toEqual([8, 9, 10]);
    const told = numbersUntil(`${server.url}?from=11`, 11);
    setTimeout(() => journal.append(answer('now')), 50);
    expect(await told).toEqual([11]);
  });

  test('goes on from where a page was that was hung up on', async () => {
    using journal = openJournal(path.join(folder, 'journal.sqlite'));
    for (let index = 0; index < 700; index += 1) journal.append(answer('а'.repeat(2_000)));
    await using server = await serve(journal);
    const first = await numbersUntil(`${server.url}?from=1`, 300);
    const rest = await numbersUntil(`${server.url}?from=${(first.at(-1) ?? 0) + 1}`, 700);
    expect([...first, ...rest]).toEqual(upTo(700));
  });
});
