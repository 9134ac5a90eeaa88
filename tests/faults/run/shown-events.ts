import { processToken } from '../../server-process.ts';
import { parseRecord } from '#protocol/parse.ts';
import { createEventStreamParser } from '../../../src/client/event-stream.ts';

/** The events that a page was shown: a line of JSON by the place in the journal. */
export type ShownEvents = AsyncDisposable & { readonly events: ReadonlyMap<number, string> };

/** Follows the run as a page does, from event `from` on, until its server is gone. */
export async function followShown(url: string, from: number): Promise<ShownEvents> {
  const events = new Map<number, string>();
  const ended = new AbortController();
  const response = await fetch(`${url}/api/run/events?from=${from}`, {
    headers: { Authorization: `Bearer ${processToken}` },
    signal: ended.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`the stream of events: ${response.status}`);
  const parser = createEventStreamParser(({ id, data }) => {
    if (id !== null) events.set(Number(id), JSON.stringify(parseRecord(JSON.parse(data), 'message').event));
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(value);
    }
    // The server is killed in the middle of it.
  })().catch(() => undefined);
  return {
    events,
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await reading;
    },
  };
}
