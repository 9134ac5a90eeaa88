import type { FaultName, FaultRecord } from '#protocol/fault.ts';

/** The experiments that repeat a fault with other settings. */
export type Variant = 'usual' | 'async' | 'tuned';

/** Which experiment a record belongs to, by the settings that were in force. */
export function variantOf({ timings }: FaultRecord): Variant {
  if (timings.synchronousMode === false) return 'async';
  const { ttl, inter } = timings;
  return (ttl !== null && ttl < 30_000) || (inter !== null && inter < 3_000) ? 'tuned' : 'usual';
}

/** The records that belong on a step's page, newest first; where none was made with its settings, all of the fault's. */
export function recordsOfStep(
  records: readonly FaultRecord[],
  fault: FaultName,
  variant: Variant | null,
): readonly FaultRecord[] {
  const mine = records.filter((record) => record.fault === fault).toReversed();
  const fitting = variant === null ? mine : mine.filter((record) => variantOf(record) === variant);
  return fitting.length === 0 && variant === 'usual' ? mine : fitting;
}
