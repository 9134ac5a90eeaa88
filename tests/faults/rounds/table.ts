import { criteria, type Criterion } from './round.ts';
import type { Tally } from './run-rounds.ts';

type Row = Readonly<Record<string, string | number>>;

/** A victim's rounds in a row: of how many rounds each criterion held, and the times. */
export function describeTally({ victim, rounds, seconds }: Tally): Row {
  const held = (criterion: Criterion): string => {
    if (!victim.asked.includes(criterion)) return '–';
    const missed = rounds.filter(({ misses }) => misses.some((miss) => miss.criterion === criterion)).length;
    return `${rounds.length - missed}/${rounds.length}`;
  };
  return {
    process: victim.name,
    kills: rounds.length,
    ...Object.fromEntries(criteria.map((criterion, index) => [`${index + 1} ${criterion}`, held(criterion)])),
    'output lost, ms': spread(rounds.map(({ lost }) => lost)),
    'back after, ms': spread(rounds.map(({ back }) => back)),
    'took, s': Math.round(seconds),
  };
}

/** `120 (80–240)`: the median and the range. */
function spread(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const [least, middle, most] = [known[0], known[Math.floor(known.length / 2)], known.at(-1)];
  if (least === undefined || middle === undefined || most === undefined) return '–';
  return `${Math.round(middle)} (${Math.round(least)}–${Math.round(most)})`;
}
