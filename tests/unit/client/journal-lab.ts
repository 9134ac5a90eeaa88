import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { isOfTimeline } from '#protocol/timeline.ts';
import { freshRun } from './run-states.ts';

/** A lab reduced to its journal: it answers what the timeline asks, as the real one does. */
export type JournalLab = AsyncDisposable & {
  readonly url: string;
  readonly streams: number;
  /** How often the past was asked for, and from where. */
  readonly asked: readonly number[];
  append(body: EventBody): JournalEvent;
  /** Hangs up on every stream. */
  drop(): void;
  /** Lets the next answer about the past wait until the returned function is called. */
  hold(): () => void;
  /** Answers the next question about the past with an error. */
  fail(): void;
  /** Begins another run, as «Начать заново» does. */
  reset(id: string): void;
};

/** Starts such a lab. */
export async function startJournalLab(): Promise<JournalLab> {
  let run = 'run-1';
  let journal: JournalEvent[] = [];
  let gate = Promise.resolve();
  let failing = false;
  let streams = 0;
  const asked: number[] = [];
  const open = new Set<ServerResponse>();
  const json = (response: ServerResponse, body: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://lab');
    if (url.pathname === '/api/health') return json(response, { status: 'ok' });
    if (url.pathname === '/api/run') return json(response, { ...freshRun, id: run, seq: journal.length });
    if (url.pathname === '/api/run/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      streams += 1;
      open.add(response);
      response.on('close', () => open.delete(response));
      for (const event of journal.slice(Number(url.searchParams.get('from')))) send(response, event);
      return;
    }
    void past(response, Number(url.searchParams.get('from')));
  });

  async function past(response: ServerResponse, from: number): Promise<void> {
    asked.push(from);
    if (failing) {
      failing = false;
      return json(response, {}, 500);
    }
    // As it stands now, however late it arrives.
    const events = journal.filter(({ seq, body }) => seq >= from && isOfTimeline(body.kind));
    const lines = [{ run, seq: journal.length }, ...events].map((line) => JSON.stringify(line));
    await gate;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(lines.join('\n'));
  }

  function send(response: ServerResponse, event: JournalEvent): void {
    response.write(`id: ${event.seq}\ndata: ${JSON.stringify({ type: 'journal', event })}\n\n`);
  }

  function append(body: EventBody): JournalEvent {
    const event = { seq: journal.length + 1, at: 1_000 + journal.length, body };
    journal.push(event);
    for (const response of open) send(response, event);
    return event;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get streams() {
      return streams;
    },
    asked,
    append,
    drop() {
      for (const response of open) response.end();
      open.clear();
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    fail() {
      failing = true;
    },
    reset(id) {
      const { length } = journal;
      journal = [];
      run = id;
      const first = { seq: 1, at: 1_000 + length, body: { kind: 'run-started', lab: 'l', project: 'p' } } as const;
      journal.push(first);
      // Who still follows hears of it with a number that is new to him, and comes again.
      for (const response of open) {
        send(response, { ...first, seq: length + 1 });
        response.end();
      }
      open.clear();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
