import { describe, expect, it } from 'vitest';
import { type ServerSentEvent, createEventStreamParser, readEventStream } from '../../../src/client/event-stream.ts';

function parse(...pieces: string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = createEventStreamParser((event) => events.push(event));
  for (const piece of pieces) parser.feed(piece);
  return events;
}

describe('the parser of server-sent events', () => {
  it('reads ids and data and passes over comments', () => {
    expect(parse(': alive\n\nid: 4\nevent: journal\ndata: {"a":1}\n\n')).toEqual([{ id: '4', data: '{"a":1}' }]);
  });

  it('joins the pieces of a stream cut anywhere', () => {
    const text = 'id: 1\ndata: one\n\ndata: two\ndata: lines\n\n';
    expect(parse(...text.split(''))).toEqual([
      { id: '1', data: 'one' },
      { id: null, data: 'two\nlines' },
    ]);
  });

  it('keeps an unfinished event back', () => {
    expect(parse('data: half\n')).toEqual([]);
  });
});

describe('reading an event stream', () => {
  it('takes a silent peer for dead, and says how long it waited', async () => {
    const silent = new Response(new ReadableStream());
    await expect(readEventStream(silent, 20, () => undefined)).rejects.toThrow('silent for 20 ms');
  });

  it('ends with the stream, and tells together what came together', async () => {
    const pieces: (readonly ServerSentEvent[])[] = [];
    await readEventStream(new Response('data: one\n\ndata: last\n\n'), 1_000, (events) => pieces.push(events));
    expect(pieces).toEqual([
      [
        { id: null, data: 'one' },
        { id: null, data: 'last' },
      ],
    ]);
  });
});
