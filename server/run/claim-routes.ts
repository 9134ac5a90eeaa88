import type { ClaimResult } from '#checks/claims/claim.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { readAll } from '../journal/journal.ts';
import type { Route } from '../route.ts';
import type { Run } from './run.ts';

/** What was judged last, for those who ask while nothing has happened. */
type Judged = { readonly run: Pick<Run, 'journal'>; readonly seq: number; readonly claims: readonly ClaimResult[] };

/** `GET /api/claims` judges every claim of the report over the run's journal. */
export function claimRoutes(currentRun: () => Pick<Run, 'journal'>): Route[] {
  let last: Judged | null = null;
  return [
    {
      method: 'get',
      path: '/api/claims',
      access: 'token',
      handle: (_request, response) => {
        const run = currentRun();
        const seq = run.journal.lastSeq;
        if (last?.run !== run || last.seq !== seq) last = { run, seq, claims: judgeClaims(readAll(run.journal)) };
        response.json(last.claims);
      },
    },
  ];
}
