import type { FaultRecord } from './fault.ts';

/** The experiments that repeat a fault with other settings. */
export type Variant = 'usual' | 'async' | 'tuned';

/** Which experiment a record belongs to, by the settings that were in force. */
export function variantOf({ timings }: FaultRecord): Variant {
  if (timings.synchronousMode === false) return 'async';
  const { ttl, inter } = timings;
  return (ttl !== null && ttl < 30_000) || (inter !== null && inter < 3_000) ? 'tuned' : 'usual';
}
