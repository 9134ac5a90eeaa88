import { parseRecord } from '#protocol/parse.ts';
import { type Api, ApiError } from './api.ts';

/** What stands behind `/api`: the lab's server, nothing (a static host), or nobody who answers now. */
export type FoundServer = 'ours' | 'none' | 'unreachable';

/** Asks `/api/health`, the one route that needs no token. */
export async function findServer(api: Api, signal: AbortSignal): Promise<FoundServer> {
  try {
    const answer = await api.get('/api/health', { signal, deadline: 5_000 });
    return answer !== null && typeof parseRecord(answer, 'health').status === 'string' ? 'ours' : 'none';
  } catch (error) {
    if (!(error instanceof ApiError)) return 'none';
    // 5xx: a proxy in front of a server that is being restarted.
    return error.status === 0 || error.status >= 500 ? 'unreachable' : 'none';
  }
}
