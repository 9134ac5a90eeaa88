import { createFaultBook, type FaultBook } from '#protocol/fault-records.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { timelineKinds } from '#protocol/timeline.ts';
import { readAll, type Journal } from '../journal/journal.ts';

/** What a book needs of a journal. */
export type BookJournal = Pick<Journal, 'read'> & { follow(listener: (event: JournalEvent) => void): Disposable };

/** Reads the journal's faults and measurements once, and follows it from then on. */
export function openFaultBook(journal: BookJournal): FaultBook & Disposable {
  const book = createFaultBook();
  const kinds: readonly EventBody['kind'][] = timelineKinds;
  for (const event of readAll(journal, 1, kinds)) book.add(event);
  const following = journal.follow(book.add);
  return { ...book, [Symbol.dispose]: () => following[Symbol.dispose]() };
}
