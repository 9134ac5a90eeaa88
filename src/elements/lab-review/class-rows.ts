import type { ClassRow } from '../../client/review/class-table.ts';
import { totalOf } from '../../client/review/grade.ts';
import type { GradeBook } from '../../client/review/grade-book.ts';
import type { Likenesses } from '../../client/review/likenesses.ts';
import type { Entry } from '../../client/review/shelf.ts';
import { signersOf } from '../../client/review/signers.ts';

/** Makes the lines of the table out of what lies on the shelf and what is known of it. */
export function createClassRows(
  book: GradeBook,
  likenesses: Likenesses,
): (entries: readonly Entry[]) => readonly ClassRow[] {
  return (entries) => {
    const byKey = new Map(entries.flatMap((entry) => (entry.summary === null ? [] : [[entry.summary.key, entry]])));
    const present = new Set(byKey.keys());
    const signers = signersOf(entries, book.signers);
    const likenessOf = (key: string): ClassRow['likeness'] => {
      const alike = likenesses.of(key, present);
      const other = alike === null ? undefined : byKey.get(alike.key);
      if (alike === null || other?.summary === null || other === undefined) return null;
      return { score: alike.score, why: alike.reason, with: other.id, name: other.summary.name };
    };
    return entries.map((entry) => {
      const { summary } = entry;
      return {
        entry,
        likeness: summary === null ? null : likenessOf(summary.key),
        points: summary === null ? null : (totalOf(book.gradeOf(summary), book.rubric)?.points ?? null),
        signer: signers.get(entry.id) ?? null,
      };
    });
  };
}
