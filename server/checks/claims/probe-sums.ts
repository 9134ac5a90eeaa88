import type { ProbeLog } from '#protocol/outage/probe-log.ts';

import { plural } from '../words.ts';
import type { Places } from './places.ts';

/**
 * Why what a probe confirmed and what was read back cannot both be true, in Russian, or null. A row that was read is
 * confirmed, or was without an answer; only a server that ended in the midst of it may have forgotten some.
 */
export function contradictionIn(
  { probe, acks, readBacks }: Pick<ProbeLog, 'probe' | 'acks' | 'readBacks'>,
  places: Places,
): string | null {
  for (const { node, rows, lostCount, unansweredCount } of readBacks) {
    const expected = acks.length - lostCount + unansweredCount;
    if (rows === expected || (rows > expected && places.wasCutShort(probe))) continue;
    const read = `${rows} ${plural(rows, 'строка', 'строки', 'строк')}`;
    return `Числа зонда не сходятся: на узле ${node} прочитано ${read}, а по записям зонда их должно быть ${expected}.`;
  }
  return null;
}

/** The same of a probe by its name, where there is one. */
export function contradictionOf(probe: string | null, probes: readonly ProbeLog[], places: Places): string | null {
  const log = probes.find((found) => found.probe === probe);
  return log === undefined ? null : contradictionIn(log, places);
}
