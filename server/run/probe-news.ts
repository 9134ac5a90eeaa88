import type { Probe } from '../probe/probe.ts';
import type { EventStream } from './event-stream.ts';

/** Tells a page how the probe stands, now and whenever that changes, as long as the page is watched over. */
export function withProbeNews(
  probe: Pick<Probe, 'status' | 'onStatus'>,
  stream: EventStream,
  watching: Disposable,
): Disposable {
  stream.send({ type: 'probe', status: probe.status() });
  const following = probe.onStatus((status) => stream.send({ type: 'probe', status }));
  return {
    [Symbol.dispose]() {
      following[Symbol.dispose]();
      watching[Symbol.dispose]();
    },
  };
}
