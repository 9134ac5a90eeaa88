import { sum } from './tally.ts';
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
  const { passed, failed } = sum(tallies);
  const isFailure = ci && notRun.some(({ needsRegistry, notOffered }) => needsRegistry !== true && notOffered !== true);
  const lines = [
    ...notRun.map(({ part, why }) => `Не запускалось: ${part} — ${why}`),
    ...(isFailure ? ['CI=true: незапущенное считается ошибкой.'] : []),
    `${passed} passed, ${failed} failed`,
  ];
  return { text: lines.join('\n'), exitCode: failed > 0 || isFailure ? 1 : 0 };
}
