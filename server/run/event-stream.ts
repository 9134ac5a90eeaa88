import type { Request, Response } from 'express';
import type { StreamMessage } from '#protocol/run.ts';

/** Milliseconds between comments that keep the connection known to be alive on both sides. */
const heartbeatEvery = 5_000;
/** Bytes waiting for a page that does not read; it is hung up on and asks again from where it was. */
const maxWaiting = 4 * 1024 * 1024;

/** An open stream of server-sent events to one page. */
export type EventStream = {
  readonly send: (message: StreamMessage) => void;
  /** Calls, after others have had their turn, once the page has taken what was sent; never after the hang-up. */
  readonly whenTaken: (goOn: () => void) => void;
  /** Hangs up; the page asks again. */
  readonly end: () => void;
};

/**
 * Answers a request with server-sent events until the page goes away.
 * @param opened what to do with the stream; the returned disposable ends with the connection
 */
export function openEventStream(
  request: Request,
  response: Response,
  opened: (stream: EventStream) => Disposable,
): Promise<void> {
  response.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  const write = (text: string) => {
    // Between the hang-up and its `close` the journal still tells what happens.
    if (response.writableEnded) return;
    if (response.writableLength > maxWaiting) response.destroy();
    else response.write(text);
  };
  const heartbeat = setInterval(() => {
    write(': alive\n\n');
  }, heartbeatEvery);
  const owner = opened({
    send(message) {
      const id = message.type === 'journal' ? `id: ${message.event.seq}\n` : '';
      write(`${id}event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`);
    },
    whenTaken: (goOn) => {
      const unlessGone = () => {
        if (!response.writableEnded && !response.destroyed) goOn();
      };
      if (response.writableNeedDrain) response.once('drain', unlessGone);
      else setImmediate(unlessGone);
    },
    end: () => response.end(),
  });
  return new Promise((resolve) => {
    response.once('close', () => {
      clearInterval(heartbeat);
      owner[Symbol.dispose]();
      resolve();
    });
    request.once('error', () => response.destroy());
  });
}
