import type { ProbeStatus } from '#protocol/probe.ts';
import { presentOutage } from '../fault/present-outage.ts';

/** The two lines about the probe beside the client; null while it does not write. */
export function probeWords(
  status: ProbeStatus | null,
): { readonly look: 'starting' | 'acked' | 'broken'; readonly lines: readonly [string, string] } | null {
  if (status?.state === 'starting') return { look: 'starting', lines: ['зонд', 'подключается'] };
  if (status?.state !== 'writing') return null;
  const outage = presentOutage(status);
  return outage === null
    ? { look: 'acked', lines: ['зонд пишет:', 'подтверждается'] }
    : { look: 'broken', lines: ['зонд пишет:', `не проходит ${Math.floor(outage / 1_000)} с`] };
}
