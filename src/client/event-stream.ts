/** A server-sent event: its `data` lines joined, and the id it carries. */
export type ServerSentEvent = { readonly id: string | null; readonly data: string };

/**
 * Cuts a stream of text into server-sent events; `feed` may be given any pieces of it.
 * Comments (the server's heartbeat) give nothing.
 */
export function createEventStreamParser(onEvent: (event: ServerSentEvent) => void): { feed(text: string): void } {
  let rest = '';
  let data: string[] = [];
  let id: string | null = null;

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onEvent({ id, data: data.join('\n') });
      data = [];
      id = null;
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }

  return {
    feed(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const complete of lines) line(complete);
    },
  };
}

/**
 * Reads a response's events until it ends.
 * @param silence milliseconds without a byte after which the peer is taken for dead
 * @param onEvents told all the events that came in one piece
 */
export async function readEventStream(
  response: Response,
  silence: number,
  onEvents: (events: readonly ServerSentEvent[]) => void,
): Promise<void> {
  if (response.body === null) throw new Error('the event stream has no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let events: ServerSentEvent[] = [];
  const parser = createEventStreamParser((event) => events.push(event));
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silence);
      if (done) return;
      parser.feed(value);
      if (events.length > 0) onEvents(events);
      events = [];
    }
  } finally {
    await reader.cancel().catch((error: unknown) => console.debug('The event stream was already gone', error));
  }
}

async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the event stream was silent for ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
