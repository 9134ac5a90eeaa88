import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { Journal } from '../journal/journal.ts';
import type { EventStream } from './event-stream.ts';

/** Events that are large and say nothing to a page: claims are judged by the server, or over a whole journal. */
const unsent: ReadonlySet<EventBody['kind']> = new Set(['observation']);
/** Events that are read in one go: the rest waits until the page has taken them. */
const pageSize = 256;

/**
 * Tells a page the journal from an event on, in order and each event once: what has happened, as quickly as the page takes it,
 * then what happens. A short history is told before this returns.
 */
export function tellJournal(
  journal: Pick<Journal, 'read' | 'follow'>,
  from: number,
  stream: Pick<EventStream, 'send' | 'whenTaken'>,
): Disposable {
  let next = from;
  let isLive = false;
  let isOver = false;

  function tell(event: JournalEvent) {
    next = event.seq + 1;
    if (!unsent.has(event.body.kind)) stream.send({ type: 'journal', event });
  }

  function catchUp() {
    if (isOver) return;
    const page = journal.read(next, pageSize);
    for (const event of page) tell(event);
    isLive = page.length === 0;
    if (!isLive) stream.whenTaken(catchUp);
  }

  const following = journal.follow((event) => {
    if (isLive && event.seq >= next) tell(event);
  });
  catchUp();
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      following[Symbol.dispose]();
    },
  };
}
