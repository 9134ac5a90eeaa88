import type { ConfigurationReport } from '#protocol/configuration.ts';
import { ApiError } from './api.ts';
import { parseConfigurationReport } from './parse-configuration.ts';
import type { RunConnection } from './run-connection.ts';

/** Milliseconds between two looks while the page is seen. */
const every = 3_000;
const deadline = 30_000;

export type ConfigurationWatch = {
  readonly run: Pick<RunConnection, 'subscribe' | 'api'>;
  /** Whether the reader sees what is shown; a look costs the engine some questions. */
  readonly seen: () => boolean;
  readonly show: (report: ConfigurationReport) => void;
  readonly fail: (error: ApiError) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
};

/** Asks which configuration runs, and again every few seconds while the lab answers and the page is seen; returns how to ask at once. */
export function watchConfiguration({ run, seen, show, fail, signal }: ConfigurationWatch): () => void {
  let live = false;
  let asking = false;

  const ask = async (): Promise<void> => {
    if (asking || !live || document.visibilityState !== 'visible' || !seen()) return;
    asking = true;
    try {
      const answer = await run.api.get('/api/configuration', { deadline, signal });
      if (!signal.aborted) show(parseConfigurationReport(answer));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      fail(error);
    } finally {
      asking = false;
    }
  };

  const askNow = () => void ask();
  const stop = run.subscribe(({ mode }) => {
    if (live === (mode === 'live')) return;
    live = mode === 'live';
    askNow();
  });
  const timer = setInterval(askNow, every);
  document.addEventListener('visibilitychange', askNow, { signal });
  signal.addEventListener('abort', () => {
    stop();
    clearInterval(timer);
  });
  return askNow;
}
