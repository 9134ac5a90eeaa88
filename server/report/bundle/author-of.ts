import type { Author } from '#bundle/manifest.ts';
import type { JournalEvent } from '#protocol/journal.ts';

/** Who hands the report in, as they wrote it last; nobody as long as they did not. */
export function authorOf(events: Iterable<JournalEvent>): Author {
  let author: Author = { name: '', group: '' };
  for (const { body } of events) {
    if (body.kind === 'run-started') author = { name: '', group: '' };
    if (body.kind === 'author-saved') author = { name: body.name, group: body.group };
  }
  return author;
}
