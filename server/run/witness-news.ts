import type { StreamMessage } from '#protocol/run.ts';
import type { ClusterWatch } from '../cluster/watch/cluster-watch.ts';

/** Milliseconds in which changes that come together become one message. */
const gatherFor = 25;
const agesEvery = 1_000;

/** Tells what the witnesses say: at once when one has changed its mind, else once a second with their ages. */
export type WitnessNews = Disposable & { readonly message: () => StreamMessage };

/**
 * Makes the news, which rests while nobody listens.
 * @param wanted whether somebody listens
 * @param send hands a message to all who listen
 */
export function createWitnessNews(options: {
  readonly watch: Pick<ClusterWatch, 'reports' | 'onChange'>;
  readonly now: () => number;
  readonly wanted: () => boolean;
  readonly send: (message: StreamMessage) => void;
}): WitnessNews {
  const { watch, now, wanted, send } = options;
  let timer: NodeJS.Timeout | null = null;
  const message = (): StreamMessage => ({ type: 'witnesses', at: now(), reports: watch.reports() });
  const tell = () => {
    timer = null;
    if (wanted()) send(message());
  };
  const following = watch.onChange(() => {
    timer ??= setTimeout(tell, gatherFor);
  });
  const ages = setInterval(tell, agesEvery);
  ages.unref();
  return {
    message,
    [Symbol.dispose]() {
      following[Symbol.dispose]();
      clearInterval(ages);
      if (timer !== null) clearTimeout(timer);
    },
  };
}
