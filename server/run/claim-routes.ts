import { type ClaimBook, createClaimBook } from '#checks/claims/judge-claims.ts';
import { readAll } from '../journal/journal.ts';
import type { Route } from '../route.ts';
import type { Run } from './run.ts';

type ClaimRun = Pick<Run, 'journal'>;

/** `GET /api/claims` judges every claim of the report over the run's journal. */
export function claimRoutes(currentRun: () => ClaimRun): Route[] {
  let last: { readonly run: ClaimRun; readonly book: ClaimBook } | null = null;

  /** The journal is read when somebody asks first, and followed from then on: a page asks while a probe measures. */
  function bookOf(run: ClaimRun): ClaimBook {
    if (last?.run === run) return last.book;
    const book = createClaimBook();
    for (const event of readAll(run.journal)) book.add(event);
    // A run that has given way to another one closes its journal, and with it the following.
    run.journal.follow(book.add);
    last = { run, book };
    return book;
  }

  return [
    {
      method: 'get',
      path: '/api/claims',
      access: 'token',
      handle: (_request, response) => {
        response.json(bookOf(currentRun()).claims());
      },
    },
  ];
}
