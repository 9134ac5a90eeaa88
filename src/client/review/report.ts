import type { Bundle } from '#bundle/bundle.ts';
import type { ClaimResult } from '#checks/claims/claim.ts';
import type { FaultRecord } from '#protocol/fault.ts';

/** A report as it was read for one look at it: what stands in it, and what its journal says of it. */
export type OpenReport = {
  readonly key: string;
  readonly bundle: Bundle;
  readonly claims: readonly ClaimResult[];
  readonly faults: readonly FaultRecord[];
};

/** Why a file could not be read, for a person. */
export type ReadProblem = { readonly title: string; readonly message: string; readonly hint: string };

/** A file that is no readable report. */
export class UnreadableReport extends Error {
  readonly problem: ReadProblem;

  constructor(problem: ReadProblem) {
    super(`${problem.title}: ${problem.message}`);
    this.problem = problem;
  }
}
