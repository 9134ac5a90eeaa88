import { median } from './statistics.ts';
import type { Figures } from './rows/row.ts';

/** Everything that was measured: row, figure, column, and the rounds' values in their order. */
export type Results = {
  add(row: string, column: string, figures: Figures): void;
  values(row: string, figure: string, column: string): readonly (number | string)[];
  columns(): string[];
  toJson(): unknown;
};

/** Creates an empty record. */
export function createResults(): Results {
  const all = new Map<string, Map<string, (number | string)[]>>();
  const columns = new Set<string>();
  return {
    add: (row, column, figures) => {
      columns.add(column);
      for (const [figure, value] of Object.entries(figures)) {
        const key = `${row}.${figure}`;
        const measured = all.get(key) ?? new Map<string, (number | string)[]>();
        all.set(key, measured.set(column, [...(measured.get(column) ?? []), value]));
      }
    },
    values: (row, figure, column) => all.get(`${row}.${figure}`)?.get(column) ?? [],
    columns: () => [...columns],
    toJson: () => Object.fromEntries([...all].map(([figure, measured]) => [figure, Object.fromEntries(measured)])),
  };
}

/** The numbers among the values of the rounds. */
export function numbersOf(values: readonly (number | string)[]): number[] {
  return values.filter((value) => typeof value === 'number' && !Number.isNaN(value)).map(Number);
}

/** One value over the other, round by round, where both have one. */
export function ratios(ours: readonly (number | string)[], theirs: readonly (number | string)[]): number[] {
  return ours.flatMap((value, round) => {
    const other = theirs[round];
    return typeof value === 'number' && typeof other === 'number' && other > 0 ? [value / other] : [];
  });
}

/** `0.35 (0.31–0.40)`: the median and the range; what was no number is told beside it. */
export function spread(values: readonly (number | string)[]): string {
  const known = numbersOf(values);
  const said = new Map<string, number>();
  for (const value of values) if (typeof value === 'string') said.set(value, (said.get(value) ?? 0) + 1);
  const told = [...said].map(([text, times]) => (times === values.length ? text : `${text} in ${times}`));
  if (known.length === 0) return told.join(', ');
  const digits = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  const text = (value: number) => value.toFixed(digits(value));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const range = least === most ? text(least) : `${text(median(known))} (${text(least)}–${text(most)})`;
  return [range, ...told].join(', ');
}
