import type { ClassRow } from '../../client/review/class-table.ts';
import { totalOf } from '../../client/review/grade.ts';
import type { GradeBook } from '../../client/review/grade-book.ts';
import type { Entry } from '../../client/review/shelf.ts';
import { signerOf } from '../../client/review/signers.ts';

/** Makes the lines of the table out of what lies on the shelf and what the book says of it. */
export function createClassRows(book: GradeBook): (entries: readonly Entry[]) => readonly ClassRow[] {
  return (entries) =>
    entries.map((entry) => ({
      entry,
      likeness: null,
      points: entry.summary === null ? null : (totalOf(book.gradeOf(entry.summary), book.rubric)?.points ?? null),
      signer: signerOf(entry, entries, book.signers),
    }));
}
