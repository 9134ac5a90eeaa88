import type { FaultRecord } from '#protocol/fault.ts';
import { type FaultBook, createFaultBook } from '#protocol/fault-records.ts';
import type { JournalEvent } from '#protocol/journal.ts';

/** Reads the timeline as it grows: what was read once costs nothing the next time. */
export type FaultReader = { read(events: readonly JournalEvent[]): readonly FaultRecord[] };

/** Makes a reader that has read nothing yet. */
export function createFaultReader(): FaultReader {
  let book: FaultBook = createFaultBook();
  let first: JournalEvent | undefined;
  let known = 0;
  return {
    read(events) {
      if (events[0] !== first || events.length < known) {
        book = createFaultBook();
        first = events[0];
        known = 0;
      }
      for (let index = known; index < events.length; index += 1) {
        const event = events[index];
        if (event !== undefined) book.add(event);
      }
      known = events.length;
      return book.records();
    },
  };
}
