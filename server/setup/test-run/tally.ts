import { parseInteger, parseRecord } from '#protocol/parse.ts';

/** How many tests ended how. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
};

/**
 * What one run of Vitest counts for, from its JSON report and exit code:
 * an error outside of every test, or a file that did not load, is a failure too.
 */
export function parseTally(report: unknown, exitCode: number | null): Tally {
  const fields = parseRecord(report, 'report');
  const count = (name: string): number => parseInteger(fields[name], name, 0, Number.MAX_SAFE_INTEGER);
  const failed = count('numFailedTests');
  return { passed: count('numPassedTests'), failed: exitCode === 0 ? failed : Math.max(failed, 1) };
}

/** The sum of tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
  };
}
