import { type Variant, variantOf } from '#protocol/fault-variant.ts';
import type { FaultName, FaultRecord } from '#protocol/fault.ts';

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
