import { sum } from './tally.ts';
import type { Tally } from './tally.ts';

/** A part of the suite that this machine could not run, and why. */
export type NotRun = {
  readonly part: string;
  readonly why: string;
};

/** The last lines of the run, and the exit code: on CI a part that was not run is a failure. */
export function closing(
  tallies: readonly Tally[],
  notRun: readonly NotRun[],
  ci: boolean,
): { readonly text: string; readonly exitCode: number } {
  const { passed, failed } = sum(tallies);
  const lines = [
    ...notRun.map(({ part, why }) => `Не запускалось: ${part} — ${why}`),
    ...(ci && notRun.length > 0 ? ['CI=true: незапущенное считается ошибкой.'] : []),
    `${passed} passed, ${failed} failed`,
  ];
  return { text: lines.join('\n'), exitCode: failed > 0 || (ci && notRun.length > 0) ? 1 : 0 };
}
