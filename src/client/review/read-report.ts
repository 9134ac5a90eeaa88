import { BundleError } from '#bundle/bundle-error.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { toFaultRecords } from '#protocol/fault-records.ts';
import { recordKey } from './record-key.ts';
import { type OpenReport, UnreadableReport } from './report.ts';

/**
 * Reads a report's bytes and judges its claims by our own checks: nothing that it says of itself counts.
 * @throws UnreadableReport
 */
export function readReport(bytes: Uint8Array): OpenReport {
  try {
    const bundle = openBundle(bytes);
    const { events } = bundle;
    return { key: recordKey(bundle, bytes), bundle, claims: judgeClaims(events), faults: toFaultRecords(events) };
  } catch (error) {
    if (error instanceof BundleError) {
      const { title, message, hint } = error;
      throw new UnreadableReport({ title, message, hint });
    }
    throw error;
  }
}
