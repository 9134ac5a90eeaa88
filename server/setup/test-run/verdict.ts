import type { Tally } from './tally.ts';

/** A part of the suite that this machine could not run, and why. */
export type NotRun = {
  readonly part: string;
  readonly why: string;
  /** It asks something of the network that no clone brings along: told, and no failure of a CI out of its reach. */
  readonly needsRegistry?: boolean;
  /** The machine's own sources of packages do not have what it needs: told too, and no failure. */
  readonly notOffered?: boolean;
};

/** The last lines of the run, and the exit code: on CI a part that was not run is a failure. */
export function closing(
  tallies: readonly Tally[],
  notRun: readonly NotRun[],
  ci: boolean,
): { readonly text: string; readonly exitCode: number } {
  const passed = tallies.reduce((total, tally) => total + tally.passed, 0);
  const failures = tallies.flatMap((tally) => tally.failures);
  const isFailure = ci && notRun.some(({ needsRegistry, notOffered }) => needsRegistry !== true && notOffered !== true);
  const lines = [
    ...notRun.map(({ part, why }) => `Не запускалось: ${part} — ${why}`),
    ...(isFailure ? ['CI=true: незапущенное считается ошибкой.'] : []),
    // A log is often read from its end: the failures are named once more where they are found.
    ...failures.map((failure) => `✗ ${failure}`),
    `${passed} passed, ${failures.length} failed`,
  ];
  return { text: lines.join('\n'), exitCode: failures.length > 0 || isFailure ? 1 : 0 };
}
