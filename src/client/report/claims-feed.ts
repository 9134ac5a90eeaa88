import { parseClaims } from '#checks/claims/claim-parse.ts';
import type { ClaimResult } from '#checks/claims/claim.ts';
import { ParseError } from '#protocol/parse.ts';
import { ApiError } from '../api.ts';
import type { RunConnection } from '../run-connection.ts';

export type ClaimsNews =
  | { readonly kind: 'claims'; readonly claims: readonly ClaimResult[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** Milliseconds between two questions while the run goes on: a probe writes to the journal every second. */
const rhythm = 3_000;

/** Asks for the claims at once and again after something has happened in the run; returns how to stop it. */
export function followClaims(run: RunConnection, told: (news: ClaimsNews) => void): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  let asked: string | null = null;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wanted = () => {
    const { mode, state } = run.snapshot;
    return mode === 'live' && state !== null ? `${state.id} ${state.seq}` : null;
  };

  async function ask(): Promise<void> {
    const place = wanted();
    if (place === null || asking || place === asked) return;
    asking = true;
    asked = place;
    try {
      told({ kind: 'claims', claims: parseClaims(await run.api.get('/api/claims', { signal })) });
    } catch (error) {
      if (signal.aborted) return;
      asked = null;
      if (error instanceof ApiError) told({ kind: 'failed', reason: `${error.message} ${error.hint}` });
      else if (error instanceof ParseError) told({ kind: 'failed', reason: 'Сервер лаборатории ответил непонятно.' });
      else throw error;
    } finally {
      asking = false;
      if (!signal.aborted) timer = setTimeout(again, rhythm);
    }
  }

  function again(): void {
    timer = undefined;
    void ask();
  }

  const stop = run.subscribe(() => {
    // Between two questions the timer asks.
    if (timer === undefined) void ask();
  });
  signal.addEventListener('abort', () => {
    stop();
    clearTimeout(timer);
  });
  return () => leaving.abort();
}
